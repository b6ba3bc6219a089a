import HornKernels
import HornTensor

/// ``Adam`` that divides by the largest gradient, which fades, in place of the mean square (Kingma and Ba, 2014).
///
/// `m += (1 - beta1)(g - m); u = max(beta2 · u, |g|); x -= learningRate · m / ((1 - beta1ᵗ)(u + epsilon))`.
open class Adamax: Optimizer {
  /// Decay of the running mean of the gradient.
  public let beta1: Double
  /// How the largest gradient fades in a step.
  public let beta2: Double
  /// What is added to the divisor, so that it is never zero.
  public let epsilon: Double

  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - beta1: decay of the running mean of the gradient.
  ///   - beta2: how the largest gradient fades in a step.
  ///   - epsilon: what keeps the divisor from zero.
  ///   - weightDecay: and the others: see ``OptimizerOptions``.
  public convenience init(
    learningRate: any LearningRate = 0.001,
    beta1: Double = 0.9,
    beta2: Double = 0.999,
    epsilon: Double = 1e-7,
    weightDecay: Double? = nil,
    clipnorm: Double? = nil,
    clipvalue: Double? = nil,
    globalClipnorm: Double? = nil,
    useEma: Bool = false,
    emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil,
    lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil,
    name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    do {
      try self.init(
        options: OptimizerOptions(
          learningRate: learningRate, weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue,
          globalClipnorm: globalClipnorm, useEma: useEma, emaMomentum: emaMomentum,
          emaOverwriteFrequency: emaOverwriteFrequency, lossScaleFactor: lossScaleFactor,
          gradientAccumulationSteps: gradientAccumulationSteps, name: name), beta1: beta1, beta2: beta2,
        epsilon: epsilon)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The optimizer from shared arguments that are already together.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range.
  public init(
    options: OptimizerOptions, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7
  ) throws {
    try OptimizerOptions.check("Adamax", "beta1", beta1, in: 0...1)
    try OptimizerOptions.check("Adamax", "beta2", beta2, in: 0...1)
    try OptimizerOptions.check("Adamax", "epsilon", atLeastZero: epsilon)
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    try super.init(options: options)
  }

  convenience init(_ reader: ConfigReader) throws {
    try self.init(
      options: OptimizerOptions(reader),
      beta1: try reader.double("beta_1", default: 0.9),
      beta2: try reader.double("beta_2", default: 0.999),
      epsilon: try reader.double("epsilon", default: 1e-7))
  }

  open override func getConfig() -> Config {
    var config = super.getConfig()
    config["beta_1"] = .double(beta1)
    config["beta_2"] = .double(beta2)
    config["epsilon"] = .double(epsilon)
    return config
  }

  open override func build(_ variables: [Variable]) throws {
    guard !built else { return }
    try super.build(variables)
    states += addOptimizerVariables(for: variables, names: ["momentum", "norm"])
  }

  override func rule(learningRate: Float) -> horn_update? {
    var update = horn_update()
    update.rule = HORN_RULE_ADAMAX
    update.rate = learningRate
    update.extra.0 = 1 - horn_pow_f32(Float(beta1), Float(iterations + 1))
    update.rest1 = Float(1 - beta1)
    update.rest2 = Float(1 - beta2)
    update.beta1 = Float(beta1)
    update.beta2 = Float(beta2)
    update.epsilon = Float(epsilon)
    return update
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// ``Adam`` that divides by the largest gradient, which fades, in place of the mean square (Kingma and Ba, 2014). See ``Adamax``.
  public static func adamax(
    learningRate: any LearningRate = 0.001,
    beta1: Double = 0.9,
    beta2: Double = 0.999,
    epsilon: Double = 1e-7,
    weightDecay: Double? = nil,
    clipnorm: Double? = nil,
    clipvalue: Double? = nil,
    globalClipnorm: Double? = nil,
    useEma: Bool = false,
    emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil,
    lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil,
    name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Optimizer {
    Adamax(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
      clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm, useEma: useEma,
      emaMomentum: emaMomentum, emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor, gradientAccumulationSteps: gradientAccumulationSteps, name: name,
      file: file, line: line)
  }

  /// ``Adamax`` with its default arguments.
  public static var adamax: Optimizer { Adamax() }
}
