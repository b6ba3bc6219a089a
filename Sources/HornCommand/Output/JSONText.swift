import Horn

/// Writes JSON in one line.
enum JSONText {
  /// Keys stand in alphabetical order.
  static func value(_ value: ConfigValue) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): "\(number)"
    case .double(let number): self.number(number)
    case .string(let text): string(text)
    case .array(let list): array(list.map { self.value($0) })
    case .object(let config): object(config.sorted { $0.key < $1.key }.map { ($0.key, self.value($0.value)) })
    }
  }

  /// An object of values that are JSON already, in this order.
  static func object(_ entries: [(key: String, value: String)]) -> String {
    "{" + entries.map { "\(string($0.key)): \($0.value)" }.joined(separator: ", ") + "}"
  }

  static func array(_ values: [String]) -> String { "[" + values.joined(separator: ", ") + "]" }

  static func shape(_ shape: [Int?]) -> String { value(ConfigValue(shape: shape)) }

  /// The shortest number that reads as the same value; null for what JSON has no number for.
  static func number(_ number: Float) -> String { number.isFinite ? "\(number)" : "null" }
  static func number(_ number: Double) -> String { number.isFinite ? "\(number)" : "null" }

  static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1f}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
