import HornKernels
import HornTensor

/// Divides the gradient by the root of a running mean of its square (Tieleman and Hinton, 2012).
///
/// `v = rho · v + (1 - rho) · g²; d = learningRate · g / √(v + epsilon); x -= d`; centered subtracts the square of the
/// running mean of the gradient from `v`; with momentum `m = momentum · m + d; x -= m`.
open class RMSprop: Optimizer {
  /// Decay of the running means.
  public let rho: Double
  /// How much of the last move goes on; 0 for none.
  public let momentum: Double
  /// What is added under the root, so that the divisor is never zero.
  public let epsilon: Double
  /// Whether the divisor is the root of the variance rather than of the mean square.
  public let centered: Bool

  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - rho: decay of the running means.
  ///   - momentum: how much of the last move goes on.
  ///   - epsilon: what keeps the divisor from zero.
  ///   - centered: whether to divide by the variance rather than the mean square.
  ///   - weightDecay: and the others: see ``OptimizerOptions``.
  public convenience init(
    learningRate: any LearningRate = 0.001,
    rho: Double = 0.9,
    momentum: Double = 0.0,
    epsilon: Double = 1e-7,
    centered: Bool = false,
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
          gradientAccumulationSteps: gradientAccumulationSteps, name: name), rho: rho, momentum: momentum,
        epsilon: epsilon, centered: centered)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The optimizer from shared arguments that are already together.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range.
  public init(
    options: OptimizerOptions, rho: Double = 0.9, momentum: Double = 0.0, epsilon: Double = 1e-7,
    centered: Bool = false
  ) throws {
    try OptimizerOptions.check("RMSprop", "rho", rho, in: 0...1)
    try OptimizerOptions.check("RMSprop", "momentum", momentum, in: 0...1)
    try OptimizerOptions.check("RMSprop", "epsilon", atLeastZero: epsilon)
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
    try super.init(options: options)
  }

  convenience init(_ reader: ConfigReader) throws {
    try self.init(
      options: OptimizerOptions(reader),
      rho: try reader.double("rho", default: 0.9),
      momentum: try reader.double("momentum", default: 0.0),
      epsilon: try reader.double("epsilon", default: 1e-7),
      centered: try reader.bool("centered", default: false))
  }

  open override func getConfig() -> Config {
    var config = super.getConfig()
    config["rho"] = .double(rho)
    config["momentum"] = .double(momentum)
    config["epsilon"] = .double(epsilon)
    config["centered"] = .bool(centered)
    return config
  }

  open override func build(_ variables: [Variable]) throws {
    guard !built else { return }
    try super.build(variables)
    states += addOptimizerVariables(for: variables, names: ["velocity"])
    if momentum > 0 {
      states += addOptimizerVariables(for: variables, names: ["momentum"])
    }
    if centered {
      states += addOptimizerVariables(for: variables, names: ["average_gradient"])
    }
  }

  override func rule(learningRate: Float) -> horn_update? {
    var update = horn_update()
    switch (momentum > 0, centered) {
    case (false, false): update.rule = HORN_RULE_RMSPROP
    case (true, false): update.rule = HORN_RULE_RMSPROP_MOMENTUM
    case (false, true): update.rule = HORN_RULE_RMSPROP_CENTERED
    case (true, true): update.rule = HORN_RULE_RMSPROP_CENTERED_MOMENTUM
    }
    update.rate = learningRate
    update.beta1 = Float(momentum)
    update.beta2 = Float(rho)
    update.rest2 = Float(1 - rho)
    update.epsilon = Float(epsilon)
    return update
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// Divides the gradient by the root of a running mean of its square. See ``RMSprop``.
  public static func rmsprop(
    learningRate: any LearningRate = 0.001,
    rho: Double = 0.9,
    momentum: Double = 0.0,
    epsilon: Double = 1e-7,
    centered: Bool = false,
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
    RMSprop(
      learningRate: learningRate, rho: rho, momentum: momentum, epsilon: epsilon, centered: centered,
      weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm,
      useEma: useEma, emaMomentum: emaMomentum, emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor, gradientAccumulationSteps: gradientAccumulationSteps, name: name,
      file: file, line: line)
  }

  /// ``RMSprop`` with its default arguments.
  public static var rmsprop: Optimizer { RMSprop() }
}
