import HornTensor

/// The losses of a model's outputs: a list in the outputs' order, or by their names; nil for an output without one.
///
///     model.compile(optimizer: .adam, loss: [.binaryCrossentropy, "mse", nil])
///     model.compile(optimizer: .adam, loss: ["priority": .mse, "department": .categoricalCrossentropy])
public struct LossChoices: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, Sendable {
  enum Form: Sendable {
    case none
    /// For every output.
    case one(Loss)
    case list([Loss?])
    case named([String: Loss?])
  }

  let form: Form

  init(_ loss: Loss?) { form = loss.map(Form.one) ?? .none }

  /// A loss for each output, in their order.
  public init(_ list: [Loss?]) { form = .list(list) }

  /// Losses by the names of the outputs.
  public init(_ named: [String: Loss?]) { form = .named(named) }

  public init(arrayLiteral elements: Loss?...) { form = .list(elements) }

  /// A name that stands twice stops the program.
  public init(dictionaryLiteral elements: (String, Loss?)...) {
    self.init(Dictionary(elements) { _, _ in programmingError("loss: an output's name stands twice") })
  }

  /// Reads what Keras writes: a loss, a list, or an object by output.
  init(config value: ConfigValue?) throws {
    switch value {
    case nil, .null?: form = .none
    case .array(let list)?: form = .list(try list.mapPlaces { try $0 == .null ? nil : Loss(config: $0) })
    case .object(let config)? where !value.isSerializedObject:
      form = .named(try config.mapPlaces { try $0 == .null ? nil : Loss(config: $0) })
    case let single?: form = .one(try Loss(config: single))
    }
  }

  var serialized: ConfigValue {
    switch form {
    case .none: .null
    case .one(let loss): loss.serialized
    case .list(let list): .array(list.map { $0?.serialized ?? .null })
    case .named(let losses): .object(losses.mapValues { $0?.serialized ?? .null })
    }
  }

  /// Which outputs have a loss; nil where that does not depend on the output.
  func presence(_ names: [String]) -> [Bool]? {
    switch form {
    case .none, .one: nil
    case .list(let list): list.map { $0 != nil }
    case .named(let losses): names.map { (losses[$0] ?? nil) != nil }
    }
  }

  /// The loss of each output.
  ///
  /// - Throws: `HornError` where they do not fit the outputs.
  func resolved(count: Int, names: [String], owner: String) throws -> [Loss?] {
    switch form {
    case .none: return Array(repeating: nil, count: count)
    case .one(let loss): return Array(repeating: loss, count: count)
    case .list(let list):
      guard list.count == count else {
        throw HornError(
          .configuration,
          "compile: \(list.count) losses are given, but model \"\(owner)\" has \(count) output(s)"
            + OutputNames.listed(names)
            + "; give one loss for all, or one for each, nil for an output without")
      }
      return list
    case .named(let losses):
      try OutputNames.check(losses.keys, names, "loss", owner)
      if let missing = names.first(where: { losses[$0] == nil }) {
        throw HornError(
          .configuration,
          "compile: loss has no entry for the output \"\(missing)\" of model \"\(owner)\""
            + OutputNames.listed(names) + "; give nil for an output without a loss")
      }
      return names.map { losses[$0] ?? nil }
    }
  }
}
