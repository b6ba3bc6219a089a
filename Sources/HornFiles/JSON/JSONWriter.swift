import HornCore

/// Writes JSON as Python's `json.dumps` does: `", "` and `": "`, ASCII only, floating point with a point or exponent.
package struct JSONWriter {
  private var text = ""
  private let indent: Int?

  /// - Parameter indent: how many spaces a level is moved in, with a line for each entry; nil for one line.
  package static func text(_ value: ConfigValue, indent: Int? = nil) -> String {
    var writer = JSONWriter(indent: indent)
    writer.write(value, 0)
    return writer.text
  }

  private init(indent: Int?) { self.indent = indent }

  /// Keras's order of what it writes of an object; further keys follow by the alphabet.
  private static let order = [
    "module", "class_name", "config", "registered_name", "build_config", "compile_config", "name",
    "trainable", "dtype",
  ]

  private mutating func write(_ value: ConfigValue, _ level: Int) {
    switch value {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .int(let number): text += String(number)
    case .double(let number): text += Self.number(number)
    case .string(let string): write(string)
    case .array(let list): write(list, level, "[", "]") { $0.write($1, level + 1) }
    case .object(let object):
      let keys = object.keys.sorted {
        let (a, b) = (Self.order.firstIndex(of: $0) ?? 99, Self.order.firstIndex(of: $1) ?? 99)
        return a != b ? a < b : $0 < $1
      }
      write(keys, level, "{", "}") { writer, key in
        writer.write(key)
        writer.text += ": "
        writer.write(object[key] ?? .null, level + 1)
      }
    }
  }

  private mutating func write<T>(
    _ entries: [T], _ level: Int, _ open: String, _ close: String, _ body: (inout JSONWriter, T) -> Void
  ) {
    text += open
    for (place, entry) in entries.enumerated() {
      if place > 0 { text += indent == nil ? ", " : "," }
      newLine(level + 1)
      body(&self, entry)
    }
    if !entries.isEmpty { newLine(level) }
    text += close
  }

  private mutating func newLine(_ level: Int) {
    guard let indent else { return }
    text += "\n" + String(repeating: " ", count: indent * level)
  }

  private static func number(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return "\(number)"
  }

  private mutating func write(_ string: String) {
    text += "\""
    for unit in string.utf16 {
      switch unit {
      case 0x22: text += "\\\""
      case 0x5c: text += "\\\\"
      case 0x0a: text += "\\n"
      case 0x0d: text += "\\r"
      case 0x09: text += "\\t"
      case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    text += "\""
  }
}
