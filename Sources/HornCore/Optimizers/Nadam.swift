import HornKernels
import HornTensor

/// ``Adam`` with Nesterov's look ahead (Dozat, 2015).
///
/// `x -= learningRate · (u' m / (1 - Πu · u') + (1 - u) g / (1 - Πu)) / (√(v / (1 - beta2ᵗ)) + epsilon)` with
/// Adam's `m` and `v`, `u = beta1 (1 - 0.96ᵗ / 2)`, `u'` that of the next step and `Πu` the product up to this one.
open class Nadam: Optimizer {
  /// Decay of the running mean of the gradient.
  public let beta1: Double
  /// Decay of the running mean of the gradient's square.
  public let beta2: Double
  /// What is added to the divisor, so that it is never zero.
  public let epsilon: Double

  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - beta1: decay of the running mean of the gradient.
  ///   - beta2: decay of the running mean of its square.
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
    try OptimizerOptions.check("Nadam", "beta1", beta1, in: 0...1)
    try OptimizerOptions.check("Nadam", "beta2", beta2, in: 0...1)
    try OptimizerOptions.check("Nadam", "epsilon", atLeastZero: epsilon)
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

  private var product: Variable?

  open override func build(_ variables: [Variable]) throws {
    guard !built else { return }
    try super.build(variables)
    states += addOptimizerVariables(for: variables, names: ["momentum", "velocity"])
    let product = addVariable(shape: [], initialValue: 1, name: "variable")
    product.path = "variable"
    self.product = product
  }

  private func look(_ step: Int) -> Float { Float(beta1) * (1 - 0.5 * horn_pow_f32(0.96, Float(step))) }

  override func beginStep(learningRate: Float) {
    let next = look(iterations + 1)
    product?.update { $0.mutableF32.pointee *= next }
  }

  override func rule(learningRate: Float) -> horn_update? {
    var update = horn_update()
    let now = look(iterations + 1)
    let next = look(iterations + 2)
    let product = product?.scalarFloat ?? 1
    update.rule = HORN_RULE_NADAM
    update.rate = learningRate
    update.extra = (
      next, 1 - now, 1 - product * next, 1 - product,
      1 - horn_pow_f32(Float(beta2), Float(iterations + 1))
    )
    update.rest1 = 1 - Float(beta1)
    update.rest2 = 1 - Float(beta2)
    update.beta1 = Float(beta1)
    update.beta2 = Float(beta2)
    update.epsilon = Float(epsilon)
    return update
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// ``Adam`` with Nesterov's look ahead (Dozat, 2015). See ``Nadam``.
  public static func nadam(
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
    Nadam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
      clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm, useEma: useEma,
      emaMomentum: emaMomentum, emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor, gradientAccumulationSteps: gradientAccumulationSteps, name: name,
      file: file, line: line)
  }

  /// ``Nadam`` with its default arguments.
  public static var nadam: Optimizer { Nadam() }
}
