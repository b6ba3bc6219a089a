import HornTensor

extension MultiHeadAttention {
  /// Where in a call's list of inputs each one stands; the query comes first.
  struct Inputs {
    var value = 1
    var key: Int?
    var queryMask: Int?
    var valueMask: Int?
    var keyMask: Int?
    var attentionMask: Int?
  }

  private func fail(_ kind: HornError.Kind, _ problem: String) -> HornError {
    HornError(kind, "Layer \"\(name)\" (MultiHeadAttention) \(problem)")
  }

  /// Finds the inputs by their names, without names by their order: query, value, key.
  ///
  /// - Throws: where the names or the shapes are not those of a call.
  func inputs(in shapes: [[Int?]], _ arguments: Config) throws -> Inputs {
    var found = Inputs()
    let names = try names(arguments, count: shapes.count)
    guard names.count == shapes.count, names.starts(with: ["query"]), names.contains("value") else {
      throw fail(
        .shape,
        "takes the inputs query, value and perhaps key, got \(shapes.count) named \(names.joined(separator: ", "))"
      )
    }
    for (place, name) in names.enumerated().dropFirst() {
      switch name {
      case "value": found.value = place
      case "key": found.key = place
      case "query_mask": found.queryMask = place
      case "value_mask": found.valueMask = place
      case "key_mask": found.keyMask = place
      case "attention_mask": found.attentionMask = place
      default: throw fail(.configuration, "takes no input \(name)")
      }
    }
    guard Set(names).count == names.count else {
      throw fail(.configuration, "got an input twice: \(names.joined(separator: ", "))")
    }
    try check(shapes[0], shapes[found.value], shapes[found.key ?? found.value])
    return found
  }

  private func names(_ arguments: Config, count: Int) throws -> [String] {
    let order = ["query", "value", "key"]
    guard let given = arguments["inputs"] else { return Array(order.prefix(max(1, count))) }
    guard case .array(let list) = given else {
      throw fail(.configuration, "needs a list of names of its inputs, got \(given.summary)")
    }
    return try list.map { name in
      guard case .string(let text) = name else {
        throw fail(.configuration, "needs names of its inputs, got \(name.summary)")
      }
      return text
    }
  }

  private func check(_ query: [Int?], _ value: [Int?], _ key: [Int?]) throws {
    func shapes() -> String { [query, value, key].map(formatShape).joined(separator: ", ") }
    guard query.count >= 3, query.count <= 12, value.count == query.count, key.count == query.count else {
      throw fail(
        .shape,
        "takes query, value and key of one rank, [batch, time, features] or with further axes, got \(shapes())"
      )
    }
    func differs(_ a: Int?, _ b: Int?) -> Bool { a != nil && b != nil && a != b }
    if let axis = (0..<value.count - 1).first(where: { differs(value[$0], key[$0]) }) {
      throw fail(.shape, "takes values and keys that are equally long along axis \(axis), got \(shapes())")
    }
    let axes = try resolvedAxes(rank: query.count)
    let kept = (0..<query.count - 1).filter { !axes.contains($0) }
    if let axis = kept.first(where: { differs(query[$0], value[$0]) }) {
      throw fail(.shape, "takes inputs that are equally long along axis \(axis), got \(shapes())")
    }
  }

  /// The axes that are attended over, of inputs of this rank.
  func resolvedAxes(rank: Int) throws -> [Int] {
    let axes = attentionAxes?.map { $0 < 0 ? $0 + rank : $0 } ?? Array(1..<max(1, rank - 1))
    guard !axes.isEmpty, Set(axes).count == axes.count, axes.allSatisfy({ $0 > 0 && $0 < rank - 1 }) else {
      throw fail(
        .shape,
        "attends over the axes \(axes), which inputs of rank \(rank) do not have between batch and features")
    }
    return axes
  }
}
