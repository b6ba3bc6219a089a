import HornCore

/// Reads JSON into a ConfigValue; integers and numbers with a point stay apart.
struct JSONReader {
  struct Failure: Error { let position: Int }

  private let bytes: [UInt8]
  private var position = 0

  static func parse(_ bytes: [UInt8]) throws -> ConfigValue {
    var reader = JSONReader(bytes: bytes)
    return try reader.value()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes + [0] }

  private mutating func value() throws -> ConfigValue {
    switch next() {
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "n"): return word("null", .null)
    case UInt8(ascii: "t"): return word("true", true)
    case UInt8(ascii: "f"): return word("false", false)
    default: return try number()
    }
  }

  private mutating func next() -> UInt8 {
    while bytes[position] == 32 || bytes[position] == 10 { position += 1 }
    return bytes[position]
  }

  private mutating func word(_ text: String, _ value: ConfigValue) -> ConfigValue {
    position += text.utf8.count
    return value
  }

  private mutating func expect(_ character: Character) throws {
    guard next() == character.asciiValue else { throw Failure(position: position) }
    position += 1
  }

  private mutating func object() throws -> Config {
    var result: Config = [:]
    position += 1
    while next() != UInt8(ascii: "}") {
      if bytes[position] == UInt8(ascii: ",") { position += 1 }
      _ = next()
      let key = try string()
      try expect(":")
      result[key] = try value()
    }
    position += 1
    return result
  }

  private mutating func array() throws -> [ConfigValue] {
    var result: [ConfigValue] = []
    position += 1
    while next() != UInt8(ascii: "]") {
      if bytes[position] == UInt8(ascii: ",") { position += 1 }
      result.append(try value())
    }
    position += 1
    return result
  }

  private mutating func string() throws -> String {
    try expect("\"")
    var text: [UInt8] = []
    while bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] == UInt8(ascii: "\\") {
        position += 1
        // Keras's files have no other escapes.
        guard bytes[position] == UInt8(ascii: "\"") else { throw Failure(position: position) }
      }
      guard bytes[position] != 0 else { throw Failure(position: position) }
      text.append(bytes[position])
      position += 1
    }
    position += 1
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func number() throws -> ConfigValue {
    let start = position
    while "0123456789+-.eE".utf8.contains(bytes[position]) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let integer = Int(text) { return .int(integer) }
    guard let double = Double(text) else { throw Failure(position: start) }
    return .double(double)
  }
}
