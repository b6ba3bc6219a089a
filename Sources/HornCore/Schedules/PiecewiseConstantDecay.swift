import HornTensor

/// One rate up to and with each boundary, and a last one after it.
public struct PiecewiseConstantDecay: LearningRateSchedule {
  /// The last step of each rate but the last, ascending.
  public let boundaries: [Int]
  /// The rates, one more than boundaries.
  public let values: [Double]
  /// As in Keras, for the configuration only.
  public let name: String

  /// Numbers that do not fit each other stop the program.
  ///
  /// - Parameters:
  ///   - boundaries: the last step of each rate but the last, ascending; at least one.
  ///   - values: rates, one more than boundaries.
  ///   - name: as in Keras, for its configuration only.
  public init(
    boundaries: [Int], values: [Double], name: String = "PiecewiseConstant", file: StaticString = #fileID,
    line: UInt = #line
  ) {
    if let problem = Self.problem(boundaries.count, values.count) {
      programmingError(problem, file: file, line: line)
    }
    self.boundaries = boundaries
    self.values = values
    self.name = name
  }

  init(_ reader: ConfigReader) throws {
    let boundaries = try Self.numbers(reader, "boundaries")
    let values = try Self.numbers(reader, "values")
    let steps = boundaries.compactMap { Int(exactly: $0.rounded(.down)) }
    if let problem = Self.problem(boundaries.count, values.count) {
      throw HornError(.configuration, problem)
    }
    guard steps.count == boundaries.count else {
      throw HornError(.configuration, "PiecewiseConstantDecay: boundaries must be steps, got \(boundaries)")
    }
    self.init(
      boundaries: steps, values: values, name: try reader.string("name", default: "PiecewiseConstant"))
  }

  /// What is wrong with so many boundaries and values; nil for nothing.
  private static func problem(_ boundaries: Int, _ values: Int) -> String? {
    if boundaries == 0 {
      return "PiecewiseConstantDecay: boundaries is empty; there must be at least one, and one value more"
    }
    guard values != boundaries + 1 else { return nil }
    return
      "PiecewiseConstantDecay: \(values) values for \(boundaries) boundaries; there must be one value more than "
      + "boundaries"
  }

  private static func numbers(_ reader: ConfigReader, _ key: String) throws -> [Double] {
    guard case .array(let list)? = reader.value(key) else {
      throw HornError(.configuration, "PiecewiseConstantDecay: \(key) must be a list of numbers")
    }
    return try list.map { element in
      switch element {
      case .int(let number): Double(number)
      case .double(let number): number
      default: throw HornError(.configuration, "PiecewiseConstantDecay: \(key) must be a list of numbers")
      }
    }
  }

  public var config: Config {
    [
      "boundaries": .array(boundaries.map(ConfigValue.int)),
      "values": .array(values.map(ConfigValue.double)),
      "name": .string(name),
    ]
  }

  public func callAsFunction(_ step: Int) -> Float {
    for (boundary, value) in zip(boundaries, values) where step <= boundary { return Float(value) }
    return Float(values[boundaries.count])
  }
}

extension LearningRate where Self == PiecewiseConstantDecay {
  /// One rate up to and with each boundary, and a last one after it.
  public static func piecewiseConstantDecay(
    boundaries: [Int], values: [Double], name: String = "PiecewiseConstant", file: StaticString = #fileID,
    line: UInt = #line
  ) -> PiecewiseConstantDecay {
    PiecewiseConstantDecay(
      boundaries: boundaries, values: values, name: name, file: file, line: line)
  }
}
