import HornTensor

/// The arguments that all optimizers share, with Keras's names and defaults.
///
/// At most one of the three limits can be set; one that is not above 0 limits nothing.
public struct OptimizerOptions: Sendable {
  /// A number or a schedule.
  public var learningRate: LearningRateSource
  /// What fraction of each variable, times the learning rate, a step takes away; nil for none.
  public var weightDecay: Double?
  /// The largest norm that the gradient of a variable keeps; nil for no limit.
  public var clipnorm: Double?
  /// The largest magnitude that an element of a gradient keeps; nil for no limit.
  public var clipvalue: Double?
  /// The largest norm that all gradients together keep; nil for no limit.
  public var globalClipnorm: Double?
  /// Whether a moving average of the variables is kept.
  public var useEma: Bool
  /// How much of the moving average a step keeps, from 0 to 1.
  public var emaMomentum: Double
  /// After how many steps each time the variables are set to their average; nil for at the end only.
  public var emaOverwriteFrequency: Int?
  /// What the loss was multiplied by, so gradients are divided by it; nil for 1.
  public var lossScaleFactor: Double?
  /// Over how many steps gradients are averaged before the variables change, at least 2; nil or 0 for each step.
  public var gradientAccumulationSteps: Int?
  /// Keras's name; nil for the class's in snake case, with a number where it is taken.
  public var name: String?

  /// Nothing is checked here: what is wrong is an error where the optimizer is made.
  public init(
    learningRate: any LearningRate = 0.001, weightDecay: Double? = nil, clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool = false, emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil, lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil, name: String? = nil
  ) {
    self.learningRate = learningRate.learningRateSource
    self.weightDecay = weightDecay
    self.clipnorm = clipnorm
    self.clipvalue = clipvalue
    self.globalClipnorm = globalClipnorm
    self.useEma = useEma
    self.emaMomentum = emaMomentum
    self.emaOverwriteFrequency = emaOverwriteFrequency
    self.lossScaleFactor = lossScaleFactor
    self.gradientAccumulationSteps = gradientAccumulationSteps
    self.name = name
  }

  /// The options in an optimizer's configuration.
  init(_ reader: ConfigReader, learningRate: Double = 0.001, weightDecay: Double? = nil) throws {
    self.init(learningRate: learningRate)
    if let value = reader.value("learning_rate") {
      self.learningRate = try ConfigPlace.at("learning_rate") { try LearningRateSource(config: value) }
    }
    // An explicit null means none, also where the default is a number.
    let decay = try reader.optionalDouble("weight_decay")
    self.weightDecay = reader.config["weight_decay"] == nil ? weightDecay : decay
    clipnorm = try reader.optionalDouble("clipnorm")
    clipvalue = try reader.optionalDouble("clipvalue")
    globalClipnorm = try reader.optionalDouble("global_clipnorm")
    useEma = try reader.bool("use_ema", default: false)
    emaMomentum = try reader.double("ema_momentum", default: 0.99)
    emaOverwriteFrequency = try reader.optionalInt("ema_overwrite_frequency")
    lossScaleFactor = try reader.optionalDouble("loss_scale_factor")
    gradientAccumulationSteps = try reader.optionalInt("gradient_accumulation_steps")
    name = try reader.optionalString("name")
    reader.ignore("decay")
    if let decay = reader.config["decay"], decay != .null {
      printWarning("\(reader.owner): the argument decay has no effect any more; use a learning rate schedule")
    }
  }

  /// Throws where values contradict each other or are out of range.
  func validate(_ owner: String) throws {
    if let steps = gradientAccumulationSteps, steps < 2, steps != 0 {
      throw HornError(
        .value,
        "\(owner): gradientAccumulationSteps must be at least 2, or nil or 0 for no accumulation, got \(steps)"
      )
    }
    if useEma {
      try Self.check(owner, "emaMomentum", emaMomentum, in: 0...1)
      if let frequency = emaOverwriteFrequency, frequency < 1 {
        throw HornError(.value, "\(owner): emaOverwriteFrequency must be at least 1 or nil, got \(frequency)")
      }
    }
    let clips = [("clipnorm", clipnorm), ("clipvalue", clipvalue), ("globalClipnorm", globalClipnorm)]
    let given = clips.filter { $0.1 != nil }.map(\.0)
    guard given.count <= 1 else {
      throw HornError(
        .value,
        "\(owner): only one of clipnorm, clipvalue and globalClipnorm can be set, got "
          + given.joined(separator: " and "))
    }
  }

  static func check(_ owner: String, _ name: String, _ value: Double, in range: ClosedRange<Double>) throws {
    guard range.contains(value) else {
      throw HornError(
        .value,
        "\(owner): \(name) must be between \(range.lowerBound) and \(range.upperBound), got \(value)")
    }
  }

  static func check(_ owner: String, _ name: String, atLeastZero value: Double) throws {
    guard value >= 0 else {
      throw HornError(.value, "\(owner): \(name) must be zero or greater, got \(value)")
    }
  }
}
