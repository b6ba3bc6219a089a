import HornTensor

/// The rate divided by `1 + decayRate · step / decaySteps`.
public struct InverseTimeDecay: LearningRateSchedule {
  /// The rate at the first step.
  public let initialLearningRate: Double
  /// The steps by which the decay is measured.
  public let decaySteps: Int
  /// How fast the rate falls: what is added to the divisor in `decaySteps` steps.
  public let decayRate: Double
  /// Whether the rate changes every `decaySteps` steps only.
  public let staircase: Bool
  /// As in Keras, for the configuration only.
  public let name: String

  /// A `decaySteps` that is not above 0 stops the program.
  ///
  /// - Parameters:
  ///   - initialLearningRate: the rate at the first step.
  ///   - decaySteps: the steps by which the decay is measured.
  ///   - decayRate: how fast the rate falls: what is added to the divisor in `decaySteps` steps.
  ///   - staircase: whether the rate changes every `decaySteps` steps only.
  ///   - name: as in Keras, for its configuration only.
  public init(
    initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false,
    name: String = "InverseTimeDecay", file: StaticString = #fileID, line: UInt = #line
  ) {
    LearningRateSchedules.check(steps: decaySteps, "InverseTimeDecay: decaySteps", file: file, line: line)
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
      name: try reader.string("name", default: "InverseTimeDecay"))
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
    return Float(initialLearningRate) / (1 + Float(decayRate) * progress)
  }
}

extension LearningRate where Self == InverseTimeDecay {
  /// The rate divided by `1 + decayRate · step / decaySteps`.
  public static func inverseTimeDecay(
    initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false,
    name: String = "InverseTimeDecay", file: StaticString = #fileID, line: UInt = #line
  ) -> InverseTimeDecay {
    InverseTimeDecay(
      initialLearningRate: initialLearningRate, decaySteps: decaySteps, decayRate: decayRate,
      staircase: staircase, name: name, file: file, line: line)
  }
}
