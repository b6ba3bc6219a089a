import HornTensor

/// What an optimizer takes as its learning rate: a number or a schedule.
///
///     Adam(learningRate: 1e-3)
///     SGD(learningRate: .exponentialDecay(initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.96))
public protocol LearningRate: Sendable {
  /// The number or the schedule that it stands for.
  var learningRateSource: LearningRateSource { get }
}

/// Where a learning rate comes from.
public enum LearningRateSource: Sendable {
  /// A number, which may be changed during training.
  case constant(Float)
  /// A function of the number of steps taken.
  case schedule(any LearningRateSchedule)

  /// The source that a configuration describes: a number or a serialised schedule.
  init(config value: ConfigValue) throws {
    switch value {
    case .double(let number): self = .constant(Float(number))
    case .int(let number): self = .constant(Float(number))
    default: self = .schedule(try LearningRateSchedules.make(config: value))
    }
  }
}

extension LearningRateSource: LearningRate {
  public var learningRateSource: LearningRateSource { self }
}

extension Double: LearningRate {
  public var learningRateSource: LearningRateSource { .constant(Float(self)) }
}

extension Float: LearningRate {
  public var learningRateSource: LearningRateSource { .constant(self) }
}

extension Int: LearningRate {
  public var learningRateSource: LearningRateSource { .constant(Float(self)) }
}

/// A learning rate that depends on the number of steps taken.
///
/// Your own schedule is a struct with the last two of these members; it is serialised under the name of its type, but
/// cannot be made from a configuration.
public protocol LearningRateSchedule: LearningRate {
  /// Keras's class name.
  static var className: String { get }
  /// The arguments under Keras's names, for ``serialized``.
  var config: Config { get }
  /// The learning rate of the step that follows `step` others.
  func callAsFunction(_ step: Int) -> Float
}

extension LearningRateSchedule {
  public static var className: String { "\(Self.self)" }
  public var learningRateSource: LearningRateSource { .schedule(self) }

  /// Keras's serialised form.
  public var serialized: ConfigValue {
    .serialized(module: "keras.optimizers.schedules", className: Self.className, config: config)
  }
}

/// The schedules that can be made from a configuration.
public enum LearningRateSchedules {
  static let known: [String: @Sendable (ConfigReader) throws -> any LearningRateSchedule] = [
    "ExponentialDecay": { try ExponentialDecay($0) },
    "PiecewiseConstantDecay": { try PiecewiseConstantDecay($0) },
    "PolynomialDecay": { try PolynomialDecay($0) },
    "InverseTimeDecay": { try InverseTimeDecay($0) },
    "CosineDecay": { try CosineDecay($0) },
    "CosineDecayRestarts": { try CosineDecayRestarts($0) },
  ]

  /// The schedule that Keras's serialised form describes.
  ///
  /// - Throws: `HornError` for an unknown class, naming the known ones, and for wrong arguments.
  public static func make(config value: ConfigValue) throws -> any LearningRateSchedule {
    try value.made("learning rate schedule") { name in
      guard let make = known[name] else {
        throw HornError(
          .configuration,
          "unknown learning rate schedule \"\(name.prefix(80))\"; known are "
            + known.keys.sorted().joined(separator: ", "))
      }
      return (name, make)
    }
  }

  static func steps(_ reader: ConfigReader, _ key: String) throws -> Int {
    try reader.int(key, atLeast: 1)
  }

  static func check(steps: Int, _ what: String, file: StaticString, line: UInt) {
    require(steps > 0, "\(what) must be greater than 0, got \(steps)", file: file, line: line)
  }
}
