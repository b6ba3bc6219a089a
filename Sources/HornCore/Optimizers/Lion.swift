import HornKernels
import HornTensor

/// Moves by the sign of a running mean of the gradient (Chen and others, 2023).
///
/// `x -= learningRate · sign(beta1 · m + (1 - beta1) · g); m = beta2 · m + (1 - beta2) · g`.
open class Lion: Optimizer {
  /// Share of the running mean in the move.
  public let beta1: Double
  /// Decay of the running mean.
  public let beta2: Double

  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - beta1: share of the running mean in the move, above 0 and at most 1.
  ///   - beta2: decay of the running mean.
  ///   - weightDecay: and the others: see ``OptimizerOptions``.
  public convenience init(
    learningRate: any LearningRate = 0.001,
    beta1: Double = 0.9,
    beta2: Double = 0.99,
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
          gradientAccumulationSteps: gradientAccumulationSteps, name: name), beta1: beta1, beta2: beta2)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The optimizer from shared arguments that are already together.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range.
  public init(
    options: OptimizerOptions, beta1: Double = 0.9, beta2: Double = 0.99
  ) throws {
    guard beta1 > 0, beta1 <= 1 else {
      throw HornError(.value, "Lion: beta1 must be greater than 0 and at most 1, got \(beta1)")
    }
    try OptimizerOptions.check("Lion", "beta2", beta2, in: 0...1)
    self.beta1 = beta1
    self.beta2 = beta2
    try super.init(options: options)
  }

  convenience init(_ reader: ConfigReader) throws {
    try self.init(
      options: OptimizerOptions(reader),
      beta1: try reader.double("beta_1", default: 0.9),
      beta2: try reader.double("beta_2", default: 0.99))
  }

  open override func getConfig() -> Config {
    var config = super.getConfig()
    config["beta_1"] = .double(beta1)
    config["beta_2"] = .double(beta2)
    return config
  }

  open override func build(_ variables: [Variable]) throws {
    guard !built else { return }
    try super.build(variables)
    states += addOptimizerVariables(for: variables, names: ["momentum"])
  }

  override func rule(learningRate: Float) -> horn_update? {
    var update = horn_update()
    update.rule = HORN_RULE_LION
    update.rate = learningRate
    update.beta1 = Float(beta1)
    update.rest1 = 1 - Float(beta1)
    update.beta2 = Float(beta2)
    update.rest2 = 1 - Float(beta2)
    return update
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// Moves by the sign of a running mean of the gradient (Chen and others, 2023). See ``Lion``.
  public static func lion(
    learningRate: any LearningRate = 0.001,
    beta1: Double = 0.9,
    beta2: Double = 0.99,
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
    Lion(
      learningRate: learningRate, beta1: beta1, beta2: beta2, weightDecay: weightDecay, clipnorm: clipnorm,
      clipvalue: clipvalue, globalClipnorm: globalClipnorm, useEma: useEma, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency, lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps, name: name, file: file, line: line)
  }

  /// ``Lion`` with its default arguments.
  public static var lion: Optimizer { Lion() }
}
