import HornCore

/// Reads JSON as Keras writes it; `1` and `1.0` stay apart, and `NaN` and `Infinity` are numbers as in Python.
///
/// Foundation's reader does not tell integers from floating point. This one throws at whatever is not JSON, and at
/// lists in lists beyond a depth that no model has, so that a file cannot use up the stack.
package struct JSONReader {
  /// How many lists and objects may lie in each other.
  static let depthLimit = 160

  private let bytes: UnsafeRawBufferPointer
  private let name: String
  private var position = 0
  private var depth = 0

  /// - Parameter name: what is read, for messages.
  package static func parse(_ bytes: some Collection<UInt8>, name: String) throws -> ConfigValue {
    try Array(bytes).withUnsafeBytes { try parse($0, name: name) }
  }

  /// - Parameter name: what is read, for messages.
  static func parse(_ bytes: UnsafeRawBufferPointer, name: String) throws -> ConfigValue {
    var reader = JSONReader(bytes: bytes, name: name)
    let value = try reader.value()
    guard reader.next() == 0, reader.position >= bytes.count else {
      throw reader.wrong("more text after the end")
    }
    return value
  }

  private init(bytes: UnsafeRawBufferPointer, name: String) {
    self.bytes = bytes
    self.name = name
  }

  private func wrong(_ what: String) -> HornError {
    HornError(.format, "\(name): the JSON text has \(what) at byte \(position) of \(bytes.count)")
  }

  private func unexpected() -> HornError {
    guard position < bytes.count else { return HornError(.format, "\(name): the JSON text ends too soon") }
    let byte = bytes[position]
    let shown = byte >= 0x20 && byte < 0x7f ? "\"\(Character(Unicode.Scalar(byte)))\"" : "the byte \(byte)"
    return wrong("\(shown) where something else must stand")
  }

  /// The byte here; 0 at the end.
  private var here: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func next() -> UInt8 {
    while here == 0x20 || here == 0x0a || here == 0x0d || here == 0x09 { position += 1 }
    return here
  }

  private mutating func value() throws -> ConfigValue {
    switch next() {
    case UInt8(ascii: "{"): return .object(try nested { try $0.object() })
    case UInt8(ascii: "["): return .array(try nested { try $0.array() })
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "t"): return try word("true", true)
    case UInt8(ascii: "f"): return try word("false", false)
    case UInt8(ascii: "N"): return try word("NaN", .double(.nan))
    case UInt8(ascii: "I"): return try word("Infinity", .double(.infinity))
    default: return try number()
    }
  }

  private mutating func nested<R>(_ body: (inout JSONReader) throws -> R) throws -> R {
    depth += 1
    guard depth <= Self.depthLimit else {
      throw wrong("lists in lists more than \(Self.depthLimit) deep")
    }
    position += 1
    let result = try body(&self)
    depth -= 1
    return result
  }

  private mutating func word(_ text: StaticString, _ value: ConfigValue) throws -> ConfigValue {
    let count = text.utf8CodeUnitCount
    guard position + count <= bytes.count else { throw unexpected() }
    for offset in 0..<count where bytes[position + offset] != text.utf8Start[offset] { throw unexpected() }
    position += count
    return value
  }

  private mutating func object() throws -> Config {
    var result: Config = [:]
    if next() == UInt8(ascii: "}") {
      position += 1
      return result
    }
    while true {
      guard next() == UInt8(ascii: "\"") else { throw unexpected() }
      let key = try string()
      guard next() == UInt8(ascii: ":") else { throw unexpected() }
      position += 1
      result[key] = try value()
      switch next() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return result
      default: throw unexpected()
      }
    }
  }

  private mutating func array() throws -> [ConfigValue] {
    var result: [ConfigValue] = []
    if next() == UInt8(ascii: "]") {
      position += 1
      return result
    }
    while true {
      result.append(try value())
      switch next() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return result
      default: throw unexpected()
      }
    }
  }

  private mutating func string() throws -> String {
    position += 1
    let start = position
    while position < bytes.count, here != UInt8(ascii: "\""), here != UInt8(ascii: "\\"), here >= 0x20 {
      position += 1
    }
    if here == UInt8(ascii: "\"") {
      defer { position += 1 }
      return try text(bytes[start..<position])
    }
    var units = Array(bytes[start..<position])
    while here != UInt8(ascii: "\"") {
      guard position < bytes.count, here >= 0x20 else { throw unexpected() }
      if here == UInt8(ascii: "\\") {
        units += String(try escape()).utf8
      } else {
        units.append(here)
        position += 1
      }
    }
    position += 1
    return try text(units)
  }

  private func text(_ units: some Collection<UInt8>) throws -> String {
    guard let text = String(validating: units, as: UTF8.self) else {
      throw wrong("a string that is not UTF-8")
    }
    return text
  }

  private mutating func escape() throws -> Unicode.Scalar {
    position += 1
    defer { position += 1 }
    switch here {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(here)
    case UInt8(ascii: "u"):
      let unit = try hexadecimal()
      guard unit & 0xfc00 == 0xd800 else { return Unicode.Scalar(unit) ?? "\u{fffd}" }
      guard position + 2 < bytes.count, bytes[position + 1] == UInt8(ascii: "\\"),
        bytes[position + 2] == UInt8(ascii: "u")
      else { return "\u{fffd}" }
      let end = position
      position += 2
      let low = try hexadecimal()
      // What follows is a character of its own.
      guard low & 0xfc00 == 0xdc00 else {
        position = end
        return "\u{fffd}"
      }
      return Unicode.Scalar(0x10000 + (unit & 0x3ff) << 10 + (low & 0x3ff)) ?? "\u{fffd}"
    default: throw unexpected()
    }
  }

  /// The four digits behind a `u`; leaves the position at the last one.
  private mutating func hexadecimal() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      position += 1
      switch here {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(here & 15)
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
        value = value << 4 | UInt32(here & 7 + 9)
      default: throw unexpected()
      }
    }
    return value
  }

  private mutating func number() throws -> ConfigValue {
    let start = position
    if here == UInt8(ascii: "-") { position += 1 }
    if here == UInt8(ascii: "I") { return try word("Infinity", .double(-.infinity)) }
    let first = here
    guard try digits() == 1 || first != UInt8(ascii: "0") else { throw wrong("a number that starts with 0") }
    var isInteger = true
    if here == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      _ = try digits()
    }
    if here | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      position += 1
      if here == UInt8(ascii: "+") || here == UInt8(ascii: "-") { position += 1 }
      _ = try digits()
    }
    guard position - start <= 4096 else { throw wrong("a number of \(position - start) digits") }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let integer = Int(text) { return .int(integer) }
    guard let double = Double(text) else { throw wrong("a number that cannot be read") }
    return .double(double)
  }

  private mutating func digits() throws -> Int {
    let start = position
    while here >= UInt8(ascii: "0"), here <= UInt8(ascii: "9") { position += 1 }
    guard position > start else { throw unexpected() }
    return position - start
  }
}
