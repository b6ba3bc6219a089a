import HornKernels
import HornTensor

/// Divides the gradient by the root of the sum of all its squares (Duchi and others, 2011).
///
/// `a += g²; x -= learningRate · g / √(a + epsilon)`.
open class Adagrad: Optimizer {
  /// What the sum of squares starts from.
  public let initialAccumulatorValue: Double
  /// What is added under the root, so that the divisor is never zero.
  public let epsilon: Double

  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - initialAccumulatorValue: what the sum of squares starts from.
  ///   - epsilon: what keeps the divisor from zero.
  ///   - weightDecay: and the others: see ``OptimizerOptions``.
  public convenience init(
    learningRate: any LearningRate = 0.001,
    initialAccumulatorValue: Double = 0.1,
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
          gradientAccumulationSteps: gradientAccumulationSteps, name: name),
        initialAccumulatorValue: initialAccumulatorValue, epsilon: epsilon)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The optimizer from shared arguments that are already together.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range.
  public init(
    options: OptimizerOptions, initialAccumulatorValue: Double = 0.1, epsilon: Double = 1e-7
  ) throws {
    try OptimizerOptions.check("Adagrad", "initialAccumulatorValue", atLeastZero: initialAccumulatorValue)
    try OptimizerOptions.check("Adagrad", "epsilon", atLeastZero: epsilon)
    self.initialAccumulatorValue = initialAccumulatorValue
    self.epsilon = epsilon
    try super.init(options: options)
  }

  convenience init(_ reader: ConfigReader) throws {
    try self.init(
      options: OptimizerOptions(reader),
      initialAccumulatorValue: try reader.double("initial_accumulator_value", default: 0.1),
      epsilon: try reader.double("epsilon", default: 1e-7))
  }

  open override func getConfig() -> Config {
    var config = super.getConfig()
    config["initial_accumulator_value"] = .double(initialAccumulatorValue)
    config["epsilon"] = .double(epsilon)
    return config
  }

  open override func build(_ variables: [Variable]) throws {
    guard !built else { return }
    try super.build(variables)
    states += addOptimizerVariables(
      for: variables, names: ["accumulator"], initialValues: [initialAccumulatorValue])
  }

  override func rule(learningRate: Float) -> horn_update? {
    var update = horn_update()
    update.rule = HORN_RULE_ADAGRAD
    update.rate = learningRate
    update.epsilon = Float(epsilon)
    return update
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// Divides the gradient by the root of the sum of all its squares (Duchi and others, 2011). See ``Adagrad``.
  public static func adagrad(
    learningRate: any LearningRate = 0.001,
    initialAccumulatorValue: Double = 0.1,
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
    Adagrad(
      learningRate: learningRate, initialAccumulatorValue: initialAccumulatorValue, epsilon: epsilon,
      weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm,
      useEma: useEma, emaMomentum: emaMomentum, emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor, gradientAccumulationSteps: gradientAccumulationSteps, name: name,
      file: file, line: line)
  }

  /// ``Adagrad`` with its default arguments.
  public static var adagrad: Optimizer { Adagrad() }
}
