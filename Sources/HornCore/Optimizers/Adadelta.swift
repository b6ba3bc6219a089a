import HornKernels
import HornTensor

/// Scales the gradient by the ratio of the running sizes of past moves and past gradients (Zeiler, 2012).
///
/// `a = rho · a + (1 - rho) · g²; d = g √(b + epsilon) / √(a + epsilon); b = rho · b + (1 - rho) · d²;
/// x -= learningRate · d`.
open class Adadelta: Optimizer {
  /// Decay of the running means.
  public let rho: Double
  /// What is added under both roots.
  public let epsilon: Double

  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - rho: decay of the running means.
  ///   - epsilon: what is added under both roots: it keeps the divisor from zero, and lets the first step move.
  ///   - weightDecay: and the others: see ``OptimizerOptions``.
  public convenience init(
    learningRate: any LearningRate = 0.001,
    rho: Double = 0.95,
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
          gradientAccumulationSteps: gradientAccumulationSteps, name: name), rho: rho, epsilon: epsilon)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The optimizer from shared arguments that are already together.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range.
  public init(
    options: OptimizerOptions, rho: Double = 0.95, epsilon: Double = 1e-7
  ) throws {
    try OptimizerOptions.check("Adadelta", "rho", rho, in: 0...1)
    try OptimizerOptions.check("Adadelta", "epsilon", atLeastZero: epsilon)
    self.rho = rho
    self.epsilon = epsilon
    try super.init(options: options)
  }

  convenience init(_ reader: ConfigReader) throws {
    try self.init(
      options: OptimizerOptions(reader),
      rho: try reader.double("rho", default: 0.95),
      epsilon: try reader.double("epsilon", default: 1e-7))
  }

  open override func getConfig() -> Config {
    var config = super.getConfig()
    config["rho"] = .double(rho)
    config["epsilon"] = .double(epsilon)
    return config
  }

  open override func build(_ variables: [Variable]) throws {
    guard !built else { return }
    try super.build(variables)
    states += addOptimizerVariables(for: variables, names: ["accumulated_grad", "accumulated_delta_var"])
  }

  override func rule(learningRate: Float) -> horn_update? {
    var update = horn_update()
    update.rule = HORN_RULE_ADADELTA
    update.rate = learningRate
    update.beta2 = Float(rho)
    update.rest2 = Float(1 - rho)
    update.epsilon = Float(epsilon)
    return update
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// Scales the gradient by the ratio of the running sizes of past moves and past gradients (Zeiler, 2012). See ``Adadelta``.
  public static func adadelta(
    learningRate: any LearningRate = 0.001,
    rho: Double = 0.95,
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
    Adadelta(
      learningRate: learningRate, rho: rho, epsilon: epsilon, weightDecay: weightDecay, clipnorm: clipnorm,
      clipvalue: clipvalue, globalClipnorm: globalClipnorm, useEma: useEma, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency, lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps, name: name, file: file, line: line)
  }

  /// ``Adadelta`` with its default arguments.
  public static var adadelta: Optimizer { Adadelta() }
}
