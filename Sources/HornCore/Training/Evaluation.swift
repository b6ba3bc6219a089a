/// The loss and the metrics of a run through data, in Keras's order.
///
///     let result = try model.evaluate(xTest, yTest)
///     print(result.loss, result["accuracy"] ?? .nan)
public struct Evaluation: Hashable, Sendable, RandomAccessCollection, CustomStringConvertible {
  /// "loss", then the metrics' names; after a test step of one's own, what it gave, in this order.
  public let names: [String]
  /// The values, in the order of the names.
  public let values: [Float]

  /// Puts the names that are given first, in their order, and then the others in alphabetical order.
  init(_ logs: Logs, names: [String]) {
    var known: Set<String> = []
    let first = names.filter { logs[$0] != nil && known.insert($0).inserted }
    self.names = first + logs.keys.filter { !known.contains($0) }.sorted()
    values = self.names.map { logs[$0] ?? .nan }
  }

  /// The value of the name "loss"; NaN where a test step of one's own gave none.
  public var loss: Float { self["loss"] ?? .nan }
  public var startIndex: Int { 0 }
  public var endIndex: Int { values.count }
  public subscript(position: Int) -> Float { values[position] }

  /// The value of this name; nil where there is none.
  public subscript(name: String) -> Float? {
    names.firstIndex(of: name).map { values[$0] }
  }

  /// The values by name, as Keras's `return_dict=True`.
  public var dictionary: [String: Float] { Dictionary(zip(names, values)) { first, _ in first } }

  public var description: String {
    zip(names, values).map { "\($0): \(Console.formatMetric($1))" }.joined(separator: " - ")
  }
}
