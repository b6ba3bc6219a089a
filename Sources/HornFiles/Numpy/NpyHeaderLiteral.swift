import HornTensor

/// Parses the dictionary literal of an npy header: exactly the keys descr, fortran_order and shape.
struct NpyHeaderLiteral {
  struct Fields {
    var descr: String
    var isFortran: Bool
    var shape: [Int]
  }

  private let text: UnsafeRawBufferPointer
  private let name: String
  private var position = 0

  init(_ text: UnsafeRawBufferPointer, name: String) {
    self.text = text
    self.name = name
  }

  mutating func parse() throws -> Fields {
    var descr: String?
    var isFortran: Bool?
    var shape: [Int]?
    try expect("{")
    while !accept("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where descr == nil:
        if peek() == UInt8(ascii: "[") {
          throw HornError(.dtype, "\(name): structured arrays (records) are not supported")
        }
        descr = try string()
      case "fortran_order" where isFortran == nil: isFortran = try truth()
      case "shape" where shape == nil: shape = try tuple()
      default: throw failure("the key \"\(key.prefix(40))\" is unknown or comes twice")
      }
      if accept("}") { break }
      try expect(",")
    }
    skipSpace()
    guard position == text.count else { throw failure("something follows the dictionary") }
    guard let descr, let isFortran, let shape else {
      throw failure("descr, fortran_order and shape are needed")
    }
    return Fields(descr: descr, isFortran: isFortran, shape: shape)
  }

  private mutating func tuple() throws -> [Int] {
    try expect("(")
    var lengths: [Int] = []
    while !accept(")") {
      lengths.append(try integer())
      if accept(")") {
        if lengths.count == 1 { throw failure("a tuple of one length needs a comma") }
        break
      }
      try expect(",")
    }
    return lengths
  }

  private mutating func integer() throws -> Int {
    skipSpace()
    var value = 0
    let start = position
    while position < text.count, (48...57).contains(text[position]) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = tens.addingReportingOverflow(Int(text[position] - 48))
      guard !overflow, !overflow2 else { throw failure("a length does not fit into 64 bits") }
      value = sum
      position += 1
    }
    guard position > start else { throw failure("expected a length") }
    // Python 2 wrote long integers so.
    if position < text.count, text[position] == UInt8(ascii: "L") { position += 1 }
    return value
  }

  private mutating func truth() throws -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] {
      if text[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
    }
    throw failure("expected True or False")
  }

  private mutating func string() throws -> String {
    skipSpace()
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw failure("expected a quoted text")
    }
    let start = position + 1
    var end = start
    while end < text.count, text[end] != quote {
      // NumPy escapes nothing in the types that Horn knows.
      guard text[end] != UInt8(ascii: "\\"), text[end] >= 32, text[end] < 127 else {
        throw failure("a quoted text has a byte \(text[end])")
      }
      end += 1
    }
    guard end < text.count else { throw failure("a quoted text has no end") }
    position = end + 1
    return String(decoding: text[start..<end], as: UTF8.self)
  }

  private mutating func skipSpace() {
    while position < text.count, text[position] == 32 || text[position] == 10 { position += 1 }
  }

  private mutating func peek() -> UInt8? {
    skipSpace()
    return position < text.count ? text[position] : nil
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    if !accept(character) { throw failure("expected \"\(character)\"") }
  }

  private func failure(_ what: String) -> HornError {
    HornError(.format, "\(name): the npy header is malformed at its byte \(position): \(what)")
  }
}
