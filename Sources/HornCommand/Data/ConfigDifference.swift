import Horn

/// A place where two configurations say different things.
struct ConfigDifference {
  /// The keys and positions that lead to it: `config.layers[2].config.units`.
  let path: String
  let first: String
  let second: String

  /// All differences, in the order of the keys.
  static func all(_ a: ConfigValue, _ b: ConfigValue) -> [ConfigDifference] {
    var found: [ConfigDifference] = []
    compare(a, b, path: "", into: &found)
    return found
  }

  private static func compare(
    _ a: ConfigValue, _ b: ConfigValue, path: String, into found: inout [ConfigDifference]
  ) {
    switch (a, b) {
    case (.object(let first), .object(let second)):
      for key in Set(first.keys).union(second.keys).sorted() {
        let inner = path.isEmpty ? key : "\(path).\(key)"
        compare(first[key] ?? .null, second[key] ?? .null, path: inner, into: &found)
      }
    case (.array(let first), .array(let second)) where first.count == second.count:
      for (index, pair) in zip(first, second).enumerated() {
        compare(pair.0, pair.1, path: "\(path)[\(index)]", into: &found)
      }
    case (.int(let first), .double(let second)) where Double(first) == second: return
    case (.double(let first), .int(let second)) where first == Double(second): return
    default:
      guard a != b else { return }
      found.append(ConfigDifference(path: path, first: a.summary, second: b.summary))
    }
  }
}
