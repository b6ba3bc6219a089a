import HornKernels
import HornTensor

/// Half a cosine wave down to `alpha` times the rate, after a linear warm-up where one is asked for (Loshchilov and
/// Hutter, 2017).
///
/// `r · ((1 − alpha) · (1 + cos(π · t / decaySteps)) / 2 + alpha)`, where `r` is the rate that the decay starts from and `t` the
/// steps since then; after `decaySteps` the rate stays.
public struct CosineDecay: LearningRateSchedule {
  /// The rate at the first step.
  public let initialLearningRate: Double
  /// How many steps the decay takes.
  public let decaySteps: Int
  /// The least rate, as a fraction of that from which the decay starts.
  public let alpha: Double
  /// As in Keras, for the configuration only.
  public let name: String
  /// The rate at the end of the warm-up; nil for no warm-up.
  public let warmupTarget: Double?
  /// How many steps the warm-up takes, before those of the decay.
  public let warmupSteps: Int

  /// A `decaySteps` that is not above 0 stops the program.
  ///
  /// - Parameters:
  ///   - initialLearningRate: the rate at the first step.
  ///   - decaySteps: how many steps one decay takes.
  ///   - alpha: the least rate, as a fraction of that from which the decay starts.
  ///   - name: as in Keras, for its configuration only.
  ///   - warmupTarget: the rate at the end of a linear warm-up, from which the decay starts; nil for no warm-up.
  ///   - warmupSteps: how many steps the warm-up takes, before those of the decay.
  public init(
    initialLearningRate: Double, decaySteps: Int, alpha: Double = 0.0, name: String = "CosineDecay",
    warmupTarget: Double? = nil, warmupSteps: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) {
    LearningRateSchedules.check(steps: decaySteps, "CosineDecay: decaySteps", file: file, line: line)
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.alpha = alpha
    self.name = name
    self.warmupTarget = warmupTarget
    self.warmupSteps = warmupSteps
  }

  init(_ reader: ConfigReader) throws {
    self.init(
      initialLearningRate: try reader.double("initial_learning_rate"),
      decaySteps: try LearningRateSchedules.steps(reader, "decay_steps"),
      alpha: try reader.double("alpha", default: 0.0),
      name: try reader.string("name", default: "CosineDecay"),
      warmupTarget: try reader.optionalDouble("warmup_target"),
      warmupSteps: try reader.int("warmup_steps", default: 0))
  }

  public var config: Config {
    [
      "initial_learning_rate": .double(initialLearningRate),
      "decay_steps": .int(decaySteps),
      "alpha": .double(alpha),
      "name": .string(name),
      "warmup_target": ConfigValue(warmupTarget),
      "warmup_steps": .int(warmupSteps),
    ]
  }

  public func callAsFunction(_ step: Int) -> Float {
    let start = Float(initialLearningRate)
    guard let warmupTarget else {
      return decayed(start, at: min(Float(step), Float(decaySteps)))
    }
    let warm = Float(warmupSteps)
    let taken = min(Float(step), Float(decaySteps) + warm)
    if taken < warm { return (Float(warmupTarget) - start) * (taken / warm) + start }
    return decayed(Float(warmupTarget), at: taken - warm)
  }

  private func decayed(_ rate: Float, at step: Float) -> Float {
    let wave = 0.5 * (1 + horn_cos_f32(.pi * (step / Float(decaySteps))))
    return rate * (Float(1 - alpha) * wave + Float(alpha))
  }
}

extension LearningRate where Self == CosineDecay {
  /// Half a cosine wave down to `alpha` times the rate, after a linear warm-up where one is asked for.
  public static func cosineDecay(
    initialLearningRate: Double, decaySteps: Int, alpha: Double = 0.0, name: String = "CosineDecay",
    warmupTarget: Double? = nil, warmupSteps: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> CosineDecay {
    CosineDecay(
      initialLearningRate: initialLearningRate, decaySteps: decaySteps, alpha: alpha, name: name,
      warmupTarget: warmupTarget, warmupSteps: warmupSteps, file: file, line: line)
  }
}
