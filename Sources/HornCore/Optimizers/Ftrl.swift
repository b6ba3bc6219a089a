import HornKernels
import HornTensor

/// Follow the regularized leader (McMahan and others, 2013), for large sparse models.
///
/// `s = 2 l2Shrinkage`, `n' = n + g²; z += g + s x - (n'^-p - n^-p) / learningRate · x;
/// x = (clip(z, ±l1) - z) / (n'^-p / learningRate + 2 (l2 + beta / (2 learningRate)))` with `p` the learning rate's power.
open class Ftrl: Optimizer {
  /// How the learning rate falls as squares add up, zero or less; 0 keeps it.
  public let learningRatePower: Double
  /// What the sum of squares starts from.
  public let initialAccumulatorValue: Double
  /// The penalty on magnitudes, which makes elements exactly 0.
  public let l1RegularizationStrength: Double
  /// The penalty on squares, as a part of the rule.
  public let l2RegularizationStrength: Double
  /// The penalty on squares, added to the gradient.
  public let l2ShrinkageRegularizationStrength: Double
  /// What the rule adds to each root of a sum of squares.
  public let beta: Double

  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - learningRatePower: zero or less: how the learning rate falls; 0 keeps it.
  ///   - initialAccumulatorValue: what the sum of squares starts from.
  ///   - l1RegularizationStrength: zero or greater; a penalty on magnitudes, which makes elements exactly 0.
  ///   - l2RegularizationStrength: zero or greater; a penalty on squares, as a part of the rule.
  ///   - l2ShrinkageRegularizationStrength: zero or greater; a penalty on squares, added to the gradient.
  ///   - beta: the β of the paper, which is added to each root of a sum of squares.
  ///   - weightDecay: and the others: see ``OptimizerOptions``.
  public convenience init(
    learningRate: any LearningRate = 0.001,
    learningRatePower: Double = -0.5,
    initialAccumulatorValue: Double = 0.1,
    l1RegularizationStrength: Double = 0.0,
    l2RegularizationStrength: Double = 0.0,
    l2ShrinkageRegularizationStrength: Double = 0.0,
    beta: Double = 0.0,
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
        learningRatePower: learningRatePower, initialAccumulatorValue: initialAccumulatorValue,
        l1RegularizationStrength: l1RegularizationStrength,
        l2RegularizationStrength: l2RegularizationStrength,
        l2ShrinkageRegularizationStrength: l2ShrinkageRegularizationStrength, beta: beta)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The optimizer from shared arguments that are already together.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range.
  public init(
    options: OptimizerOptions, learningRatePower: Double = -0.5, initialAccumulatorValue: Double = 0.1,
    l1RegularizationStrength: Double = 0.0, l2RegularizationStrength: Double = 0.0,
    l2ShrinkageRegularizationStrength: Double = 0.0, beta: Double = 0.0
  ) throws {
    try OptimizerOptions.check("Ftrl", "initialAccumulatorValue", atLeastZero: initialAccumulatorValue)
    guard learningRatePower <= 0 else {
      throw HornError(.value, "Ftrl: learningRatePower must be zero or less, got \(learningRatePower)")
    }
    try OptimizerOptions.check("Ftrl", "l1RegularizationStrength", atLeastZero: l1RegularizationStrength)
    try OptimizerOptions.check("Ftrl", "l2RegularizationStrength", atLeastZero: l2RegularizationStrength)
    try OptimizerOptions.check(
      "Ftrl", "l2ShrinkageRegularizationStrength", atLeastZero: l2ShrinkageRegularizationStrength)
    self.learningRatePower = learningRatePower
    self.initialAccumulatorValue = initialAccumulatorValue
    self.l1RegularizationStrength = l1RegularizationStrength
    self.l2RegularizationStrength = l2RegularizationStrength
    self.l2ShrinkageRegularizationStrength = l2ShrinkageRegularizationStrength
    self.beta = beta
    try super.init(options: options)
  }

  convenience init(_ reader: ConfigReader) throws {
    try self.init(
      options: OptimizerOptions(reader),
      learningRatePower: try reader.double("learning_rate_power", default: -0.5),
      initialAccumulatorValue: try reader.double("initial_accumulator_value", default: 0.1),
      l1RegularizationStrength: try reader.double("l1_regularization_strength", default: 0.0),
      l2RegularizationStrength: try reader.double("l2_regularization_strength", default: 0.0),
      l2ShrinkageRegularizationStrength: try reader.double(
        "l2_shrinkage_regularization_strength", default: 0.0),
      beta: try reader.double("beta", default: 0.0))
  }

  open override func getConfig() -> Config {
    var config = super.getConfig()
    config["learning_rate_power"] = .double(learningRatePower)
    config["initial_accumulator_value"] = .double(initialAccumulatorValue)
    config["l1_regularization_strength"] = .double(l1RegularizationStrength)
    config["l2_regularization_strength"] = .double(l2RegularizationStrength)
    config["l2_shrinkage_regularization_strength"] = .double(l2ShrinkageRegularizationStrength)
    config["beta"] = .double(beta)
    return config
  }

  open override func build(_ variables: [Variable]) throws {
    guard !built else { return }
    try super.build(variables)
    states += addOptimizerVariables(
      for: variables, names: ["accumulator", "linear"], initialValues: [initialAccumulatorValue, 0])
  }

  override func rule(learningRate: Float) -> horn_update? {
    var update = horn_update()
    update.rule = HORN_RULE_FTRL
    update.rate = learningRate
    let l2 = Float(l2RegularizationStrength) + Float(beta) / (2 * learningRate)
    update.extra = (
      Float(l1RegularizationStrength), 2 * l2, Float(2 * l2ShrinkageRegularizationStrength),
      Float(-learningRatePower), 0
    )
    return update
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// Follow the regularized leader (McMahan and others, 2013), for large sparse models. See ``Ftrl``.
  public static func ftrl(
    learningRate: any LearningRate = 0.001,
    learningRatePower: Double = -0.5,
    initialAccumulatorValue: Double = 0.1,
    l1RegularizationStrength: Double = 0.0,
    l2RegularizationStrength: Double = 0.0,
    l2ShrinkageRegularizationStrength: Double = 0.0,
    beta: Double = 0.0,
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
    Ftrl(
      learningRate: learningRate, learningRatePower: learningRatePower,
      initialAccumulatorValue: initialAccumulatorValue, l1RegularizationStrength: l1RegularizationStrength,
      l2RegularizationStrength: l2RegularizationStrength,
      l2ShrinkageRegularizationStrength: l2ShrinkageRegularizationStrength, beta: beta,
      weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm,
      useEma: useEma, emaMomentum: emaMomentum, emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor, gradientAccumulationSteps: gradientAccumulationSteps, name: name,
      file: file, line: line)
  }

  /// ``Ftrl`` with its default arguments.
  public static var ftrl: Optimizer { Ftrl() }
}
