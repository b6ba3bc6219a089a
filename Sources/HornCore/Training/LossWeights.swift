import HornTensor

/// What each output's loss counts in the sum: a number, a list in the outputs' order, or by their names.
///
///     model.compile(optimizer: .adam, loss: ["main": "mse", "aux": "mae"], lossWeights: ["main": 1, "aux": 0.2])
public struct LossWeights: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, Sendable
{
  private enum Form: Sendable {
    case one(Float)
    case list([Float])
    case named([String: Float])
  }

  private let form: Form

  /// The same for every output.
  public init(_ weight: Float) { form = .one(weight) }

  /// One for each output, in their order.
  public init(_ list: [Float]) { form = .list(list) }

  /// By the names of the outputs; 1 for those that are not named.
  public init(_ named: [String: Float]) { form = .named(named) }

  public init(floatLiteral value: Float) { form = .one(value) }
  public init(integerLiteral value: Int) { form = .one(Float(value)) }
  public init(arrayLiteral elements: Float...) { form = .list(elements) }

  /// A name that stands twice stops the program.
  public init(dictionaryLiteral elements: (String, Float)...) {
    self.init(Dictionary(elements) { _, _ in programmingError("lossWeights: an output's name stands twice") })
  }

  /// Reads what Keras writes.
  init?(config value: ConfigValue?) throws {
    func number(_ value: ConfigValue) throws -> Float {
      switch value {
      case .int(let number): return Float(number)
      case .double(let number): return Float(number)
      case .null: return 1
      default: throw HornError(.configuration, "compile: loss_weights must be numbers, got \(value)")
      }
    }
    switch value {
    case nil, .null?: return nil
    case .array(let list)?: form = .list(try list.map(number))
    case .object(let config)?: form = .named(try config.mapValues(number))
    case let single?: form = .one(try number(single))
    }
  }

  var serialized: ConfigValue {
    switch form {
    case .one(let weight): ConfigValue(weight)
    case .list(let list): .array(list.map { ConfigValue($0) })
    case .named(let weights): .object(weights.mapValues { ConfigValue($0) })
    }
  }

  /// The weight of each output.
  ///
  /// - Throws: `HornError` where they do not fit the outputs.
  func resolved(count: Int, names: [String], owner: String) throws -> [Float] {
    switch form {
    case .one(let weight): return Array(repeating: weight, count: count)
    case .list(let list):
      guard list.count == count else {
        throw HornError(
          .configuration,
          "compile: \(list.count) lossWeights are given, but model \"\(owner)\" has \(count) output(s)"
            + OutputNames.listed(names))
      }
      return list
    case .named(let weights):
      try OutputNames.check(weights.keys, names, "lossWeights", owner)
      return names.map { weights[$0] ?? 1 }
    }
  }
}
