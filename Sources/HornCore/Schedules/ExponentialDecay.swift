import HornKernels
import HornTensor

/// The rate times `decayRate` every `decaySteps` steps: `initialLearningRate · decayRate^(step / decaySteps)`.
public struct ExponentialDecay: LearningRateSchedule {
  /// The rate at the first step.
  public let initialLearningRate: Double
  /// The steps by which the decay is measured.
  public let decaySteps: Int
  /// What the rate is multiplied by in `decaySteps` steps.
  public let decayRate: Double
  /// Whether the rate changes every `decaySteps` steps only.
  public let staircase: Bool
  /// As in Keras, for the configuration only.
  public let name: String

  /// A `decaySteps` that is not above 0 stops the program.
  ///
  /// - Parameters:
  ///   - initialLearningRate: the rate at the first step.
  ///   - decaySteps: after how many steps the rate is `decayRate` times what it was.
  ///   - decayRate: what the rate is multiplied by.
  ///   - staircase: whether the rate changes every `decaySteps` steps only.
  ///   - name: as in Keras, for its configuration only.
  public init(
    initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false,
    name: String = "ExponentialDecay", file: StaticString = #fileID, line: UInt = #line
  ) {
    LearningRateSchedules.check(steps: decaySteps, "ExponentialDecay: decaySteps", file: file, line: line)
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.decayRate = decayRate
    self.staircase = staircase
    self.name = name
  }

  init(_ reader: ConfigReader) throws {
    self.init(
      initialLearningRate: try reader.double("initial_learning_rate"),
      decaySteps: try LearningRateSchedules.steps(reader, "decay_steps"),
      decayRate: try reader.double("decay_rate"),
      staircase: try reader.bool("staircase", default: false),
      name: try reader.string("name", default: "ExponentialDecay"))
  }

  public var config: Config {
    [
      "initial_learning_rate": .double(initialLearningRate),
      "decay_steps": .int(decaySteps),
      "decay_rate": .double(decayRate),
      "staircase": .bool(staircase),
      "name": .string(name),
    ]
  }

  public func callAsFunction(_ step: Int) -> Float {
    var progress = Float(step) / Float(decaySteps)
    if staircase { progress.round(.down) }
    return Float(initialLearningRate) * horn_pow_f32(Float(decayRate), progress)
  }
}

extension LearningRate where Self == ExponentialDecay {
  /// The rate times `decayRate` every `decaySteps` steps.
  public static func exponentialDecay(
    initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false,
    name: String = "ExponentialDecay", file: StaticString = #fileID, line: UInt = #line
  ) -> ExponentialDecay {
    ExponentialDecay(
      initialLearningRate: initialLearningRate, decaySteps: decaySteps, decayRate: decayRate,
      staircase: staircase, name: name, file: file, line: line)
  }
}
