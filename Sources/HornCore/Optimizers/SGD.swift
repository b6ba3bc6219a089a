import HornKernels
import HornTensor

/// Stochastic gradient descent, with momentum where asked for.
///
/// `m = momentum · m - learningRate · g; x += m`, with Nesterov's look ahead (Sutskever and others, 2013)
/// `x += momentum · m - learningRate · g`.
open class SGD: Optimizer {
  /// How much of the last move goes on; 0 for none.
  public let momentum: Double
  /// Whether the momentum looks one step ahead; without momentum it changes nothing.
  public let nesterov: Bool

  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - momentum: how much of the last move goes on, between 0 and 1.
  ///   - nesterov: whether the momentum looks one step ahead.
  ///   - weightDecay: and the others: see ``OptimizerOptions``.
  public convenience init(
    learningRate: any LearningRate = 0.01,
    momentum: Double = 0.0,
    nesterov: Bool = false,
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
          gradientAccumulationSteps: gradientAccumulationSteps, name: name), momentum: momentum,
        nesterov: nesterov)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The optimizer from shared arguments that are already together.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range.
  public init(
    options: OptimizerOptions, momentum: Double = 0.0, nesterov: Bool = false
  ) throws {
    try OptimizerOptions.check("SGD", "momentum", momentum, in: 0...1)
    self.momentum = momentum
    self.nesterov = nesterov
    try super.init(options: options)
  }

  convenience init(_ reader: ConfigReader) throws {
    try self.init(
      options: OptimizerOptions(reader, learningRate: 0.01),
      momentum: try reader.double("momentum", default: 0.0),
      nesterov: try reader.bool("nesterov", default: false))
  }

  open override func getConfig() -> Config {
    var config = super.getConfig()
    config["momentum"] = .double(momentum)
    config["nesterov"] = .bool(nesterov)
    return config
  }

  open override func build(_ variables: [Variable]) throws {
    guard !built else { return }
    try super.build(variables)
    if momentum != 0 {
      states += addOptimizerVariables(for: variables, names: ["momentum"])
    }
  }

  override func rule(learningRate: Float) -> horn_update? {
    var update = horn_update()
    update.rule = momentum == 0 ? HORN_RULE_SGD : nesterov ? HORN_RULE_NESTEROV : HORN_RULE_MOMENTUM
    update.rate = learningRate
    update.beta1 = Float(momentum)
    return update
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// Stochastic gradient descent, with momentum where asked for. See ``SGD``.
  public static func sgd(
    learningRate: any LearningRate = 0.01,
    momentum: Double = 0.0,
    nesterov: Bool = false,
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
    SGD(
      learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay,
      clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm, useEma: useEma,
      emaMomentum: emaMomentum, emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor, gradientAccumulationSteps: gradientAccumulationSteps, name: name,
      file: file, line: line)
  }

  /// ``SGD`` with its default arguments.
  public static var sgd: Optimizer { SGD() }
}
