import HornKernels
import HornTensor

/// A polynomial from `initialLearningRate` down to `endLearningRate` in `decaySteps` steps:
/// `(initialLearningRate − endLearningRate) · (1 − step / decaySteps)^power + endLearningRate`.
public struct PolynomialDecay: LearningRateSchedule {
  /// The rate at the first step.
  public let initialLearningRate: Double
  /// How many steps the decay takes.
  public let decaySteps: Int
  /// The rate at the end of the decay, and after it.
  public let endLearningRate: Double
  /// The power of the polynomial; 1 is a straight line.
  public let power: Double
  /// Whether the decay is stretched to the next multiple of `decaySteps` each time that its end is reached.
  public let cycle: Bool
  /// As in Keras, for the configuration only.
  public let name: String

  /// A `decaySteps` that is not above 0 stops the program.
  ///
  /// - Parameters:
  ///   - initialLearningRate: the rate at the first step.
  ///   - decaySteps: how many steps one decay takes.
  ///   - endLearningRate: the rate at the end, and after it.
  ///   - power: the power of the polynomial; 1 is a straight line.
  ///   - cycle: whether the decay is stretched to the next multiple of `decaySteps` each time that its end is reached.
  ///   - name: as in Keras, for its configuration only.
  public init(
    initialLearningRate: Double, decaySteps: Int, endLearningRate: Double = 0.0001, power: Double = 1.0,
    cycle: Bool = false, name: String = "PolynomialDecay", file: StaticString = #fileID, line: UInt = #line
  ) {
    LearningRateSchedules.check(steps: decaySteps, "PolynomialDecay: decaySteps", file: file, line: line)
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.endLearningRate = endLearningRate
    self.power = power
    self.cycle = cycle
    self.name = name
  }

  init(_ reader: ConfigReader) throws {
    self.init(
      initialLearningRate: try reader.double("initial_learning_rate"),
      decaySteps: try LearningRateSchedules.steps(reader, "decay_steps"),
      endLearningRate: try reader.double("end_learning_rate", default: 0.0001),
      power: try reader.double("power", default: 1.0),
      cycle: try reader.bool("cycle", default: false),
      name: try reader.string("name", default: "PolynomialDecay"))
  }

  public var config: Config {
    [
      "initial_learning_rate": .double(initialLearningRate),
      "decay_steps": .int(decaySteps),
      "end_learning_rate": .double(endLearningRate),
      "power": .double(power),
      "cycle": .bool(cycle),
      "name": .string(name),
    ]
  }

  public func callAsFunction(_ step: Int) -> Float {
    var taken = Float(step)
    var total = Float(decaySteps)
    if cycle {
      if step != 0 { total *= (taken / total).rounded(.up) }
    } else {
      taken = min(taken, total)
    }
    let end = Float(endLearningRate)
    return (Float(initialLearningRate) - end) * horn_pow_f32(1 - taken / total, Float(power)) + end
  }
}

extension LearningRate where Self == PolynomialDecay {
  /// A polynomial from `initialLearningRate` down to `endLearningRate` in `decaySteps` steps.
  public static func polynomialDecay(
    initialLearningRate: Double, decaySteps: Int, endLearningRate: Double = 0.0001, power: Double = 1.0,
    cycle: Bool = false, name: String = "PolynomialDecay", file: StaticString = #fileID, line: UInt = #line
  ) -> PolynomialDecay {
    PolynomialDecay(
      initialLearningRate: initialLearningRate, decaySteps: decaySteps, endLearningRate: endLearningRate,
      power: power, cycle: cycle, name: name, file: file, line: line)
  }
}
