import HornTensor

/// The metrics of a model: a list for its one output, a list with an entry for each output, or by the outputs' names.
///
///     model.compile(optimizer: .adam, loss: .mse, metrics: [.mae, "mape"])
///     model.compile(optimizer: .adam, loss: [.mse, "bce"], metrics: [[.mae], [.accuracy, "auc"]])
///     model.compile(optimizer: .adam, loss: [.mse, "bce"], metrics: ["second": [.accuracy, "auc"]])
public struct MetricChoices: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  private enum Form {
    case list([MetricChoice])
    case named([String: MetricChoice])
  }

  private let form: Form

  /// For one output, or an entry for each of several.
  public init(_ list: [MetricChoice]) { form = .list(list) }

  /// By the names of the outputs; those that are not named have none.
  public init(_ named: [String: MetricChoice]) { form = .named(named) }

  public init(arrayLiteral elements: MetricChoice...) { form = .list(elements) }

  /// A name that stands twice stops the program.
  public init(dictionaryLiteral elements: (String, MetricChoice)...) {
    self.init(Dictionary(elements) { _, _ in programmingError("metrics: an output's name stands twice") })
  }

  /// Reads what Keras writes: a metric, a list, or an object by output.
  init(config value: ConfigValue?) throws {
    switch value {
    case nil, .null?: form = .list([])
    case .array(let list)?: form = .list(try list.mapPlaces(MetricChoice.init(config:)))
    case .object(let config)? where !value.isSerializedObject:
      form = .named(try config.mapPlaces(MetricChoice.init(config:)))
    case let single?: form = .list([try MetricChoice(config: single)])
    }
  }

  var serialized: ConfigValue {
    switch form {
    case .list(let list): list.isEmpty ? .null : .array(list.map(\.serialized))
    case .named(let metrics): .object(metrics.mapValues(\.serialized))
    }
  }

  var isEmpty: Bool {
    switch form {
    case .list(let list): list.isEmpty
    case .named(let metrics): metrics.isEmpty
    }
  }

  /// The metrics of each output.
  ///
  /// - Throws: `HornError` where they do not fit the outputs.
  func resolved(count: Int, names: [String], what: String, owner: String) throws -> [[MetricChoice]] {
    switch form {
    case .list(let list):
      if list.isEmpty { return Array(repeating: [], count: count) }
      if count == 1 { return [list.flatMap(\.flattened)] }
      guard list.count == count else {
        throw HornError(
          .configuration,
          "compile: \(what) has \(list.count) entries, but model \"\(owner)\" has \(count) outputs"
            + OutputNames.listed(names) + "; give an entry for each, [] for none, or name the outputs")
      }
      return list.map(\.flattened)
    case .named(let metrics):
      if count == 1 { return [metrics.sorted { $0.key < $1.key }.flatMap(\.value.flattened)] }
      try OutputNames.check(metrics.keys, names, what, owner)
      return names.map { metrics[$0]?.flattened ?? [] }
    }
  }
}
