import HornKernels
import HornTensor

/// Running means of the gradient and of its square, corrected for their start at zero (Kingma and Ba, 2014).
///
/// `m += (1 - beta1)(g - m); v += (1 - beta2)(g² - v); x -= α m / (√v + epsilon)` with
/// `α = learningRate √(1 - beta2ᵗ) / (1 - beta1ᵗ)`; amsgrad divides by the root of the largest `v` so far
/// (Reddi and others, 2018).
open class Adam: Optimizer {
  /// Decay of the running mean of the gradient.
  public let beta1: Double
  /// Decay of the running mean of the gradient's square.
  public let beta2: Double
  /// What is added to the divisor, so that it is never zero.
  public let epsilon: Double
  /// Whether the divisor is the largest running mean so far.
  public let amsgrad: Bool

  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - beta1: decay of the running mean of the gradient.
  ///   - beta2: decay of the running mean of its square.
  ///   - epsilon: what keeps the divisor from zero.
  ///   - amsgrad: whether to divide by the largest running mean so far.
  ///   - weightDecay: and the others: see ``OptimizerOptions``.
  public convenience init(
    learningRate: any LearningRate = 0.001,
    beta1: Double = 0.9,
    beta2: Double = 0.999,
    epsilon: Double = 1e-7,
    amsgrad: Bool = false,
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
        epsilon: epsilon, amsgrad: amsgrad)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The optimizer from shared arguments that are already together.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range.
  public init(
    options: OptimizerOptions, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
    amsgrad: Bool = false
  ) throws {
    try OptimizerOptions.check("\(Self.self)", "beta1", beta1, in: 0...1)
    try OptimizerOptions.check("\(Self.self)", "beta2", beta2, in: 0...1)
    try OptimizerOptions.check("\(Self.self)", "epsilon", atLeastZero: epsilon)
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.amsgrad = amsgrad
    try super.init(options: options)
  }

  convenience init(_ reader: ConfigReader) throws {
    try self.init(
      options: OptimizerOptions(reader),
      beta1: try reader.double("beta_1", default: 0.9),
      beta2: try reader.double("beta_2", default: 0.999),
      epsilon: try reader.double("epsilon", default: 1e-7),
      amsgrad: try reader.bool("amsgrad", default: false))
  }

  open override func getConfig() -> Config {
    var config = super.getConfig()
    config["beta_1"] = .double(beta1)
    config["beta_2"] = .double(beta2)
    config["epsilon"] = .double(epsilon)
    config["amsgrad"] = .bool(amsgrad)
    return config
  }

  open override func build(_ variables: [Variable]) throws {
    guard !built else { return }
    try super.build(variables)
    states += addOptimizerVariables(for: variables, names: ["momentum", "velocity"])
    if amsgrad {
      states += addOptimizerVariables(for: variables, names: ["velocity_hat"])
    }
  }

  override func rule(learningRate: Float) -> horn_update? {
    var update = horn_update()
    let step = Float(iterations + 1)
    let power1 = horn_pow_f32(Float(beta1), step)
    let power2 = horn_pow_f32(Float(beta2), step)
    update.rule = amsgrad ? HORN_RULE_ADAM_AMSGRAD : HORN_RULE_ADAM
    update.rate = learningRate * (1 - power2).squareRoot() / (1 - power1)
    update.rest1 = Float(1 - beta1)
    update.rest2 = Float(1 - beta2)
    update.beta1 = Float(beta1)
    update.beta2 = Float(beta2)
    update.epsilon = Float(epsilon)
    return update
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// Running means of the gradient and of its square, corrected for their start at zero (Kingma and Ba, 2014). See ``Adam``.
  public static func adam(
    learningRate: any LearningRate = 0.001,
    beta1: Double = 0.9,
    beta2: Double = 0.999,
    epsilon: Double = 1e-7,
    amsgrad: Bool = false,
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
    Adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad,
      weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm,
      useEma: useEma, emaMomentum: emaMomentum, emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor, gradientAccumulationSteps: gradientAccumulationSteps, name: name,
      file: file, line: line)
  }

  /// ``Adam`` with its default arguments.
  public static var adam: Optimizer { Adam() }
}
