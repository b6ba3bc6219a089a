import Foundation
import HornBytes
import HornTensor

/// Reads vectors that are written as text: a word and its numbers in a line.
///
/// The numbers of a word that is not wanted are only counted. A word may have blanks in it, as some of GloVe's do: it is
/// what stands before the last numbers, and must not look like numbers itself.
struct TextVectorReader {
  private let window: ByteWindow
  private let limit: Int
  private var line: Int

  /// - Parameters:
  ///   - line: how many lines have been read.
  ///   - limit: how many rows to read.
  init(_ window: ByteWindow, line: Int, limit: Int) {
    self.window = window
    self.line = line
    self.limit = limit
  }

  /// - Parameter header: what the file's first line says, if it has one.
  mutating func read(_ table: WordTable, header: VectorHeader?) throws -> VectorRows {
    var rows: VectorRows?
    var numbers: [Float] = []
    while rows?.count ?? 0 < limit {
      line += 1
      let more: Void? = try window.line { text in
        if text.allSatisfy(Self.isBlank) { return }
        if rows == nil {
          let found = Self.fieldCount(text)
          let dimensions = header?.dimensions ?? found - 1
          guard found > dimensions, dimensions > 0 else { throw wrongLength(found - 1, dimensions) }
          rows = try VectorRows(table, dimensions: dimensions, name: "\(window.name), line \(line)")
          numbers = Array(repeating: 0, count: dimensions)
        }
        try rows.withValue { try read(text, into: &$0, &numbers) }
      }
      if more == nil { break }
    }
    guard let rows else { throw HornError(.format, "\(window.name): there are no vectors in it") }
    if let header, rows.count < min(limit, header.count) || (limit == .max && rows.count > header.count) {
      throw HornError(
        .format,
        "\(window.name): the first line announces \(header.count) words, but there are \(rows.count); is the file a "
          + "copy that broke off?")
    }
    return rows
  }

  private func read(_ text: UnsafeRawBufferPointer, into rows: inout VectorRows, _ numbers: inout [Float])
    throws
  {
    let end = text.firstIndex(where: Self.isBlank) ?? text.count
    let word = UnsafeRawBufferPointer(rebasing: text[..<end])
    let rest = UnsafeRawBufferPointer(rebasing: text[end...])
    let found = Self.fieldCount(rest)
    guard found == rows.dimensions else { return try readLong(text, into: &rows, &numbers) }
    guard let place = rows.begin(word) else { return }
    try parse(rest, &numbers)
    numbers.withUnsafeBufferPointer { rows.set(place, to: $0) }
  }

  /// Reads a line of another number of fields: a word with blanks in it, or a mistake.
  private func readLong(
    _ text: UnsafeRawBufferPointer, into rows: inout VectorRows, _ numbers: inout [Float]
  ) throws {
    var fields: [Range<Int>] = []
    var place = 0
    while place < text.count {
      let isBlank = Self.isBlank(text[place])
      if !isBlank, place == 0 || Self.isBlank(text[place - 1]) { fields.append(place..<text.count) }
      if isBlank, place > 0, !Self.isBlank(text[place - 1]), let last = fields.indices.last {
        fields[last] = fields[last].lowerBound..<place
      }
      place += 1
    }
    let extra = fields.count - rows.dimensions
    // A line that begins with a blank has the blank for its word, which nobody looks for.
    guard extra >= 1 || (extra == 0 && Self.isBlank(text[0])) else {
      throw wrongLength(fields.count - 1, rows.dimensions)
    }
    for field in fields[..<extra].dropFirst() {
      var value: Float = 0
      let part = UnsafeRawBufferPointer(rebasing: text[field])
      if horn_decimal(part.baseAddress?.assumingMemoryBound(to: UInt8.self), part.count, &value) == part.count
      {
        throw wrongLength(fields.count - 1, rows.dimensions)
      }
    }
    let word = extra == 0 ? 0..<0 : fields[0].lowerBound..<fields[extra - 1].upperBound
    guard let place = rows.begin(UnsafeRawBufferPointer(rebasing: text[word])) else { return }
    try parse(UnsafeRawBufferPointer(rebasing: text[word.upperBound...]), &numbers)
    numbers.withUnsafeBufferPointer { rows.set(place, to: $0) }
  }

  private func parse(_ text: UnsafeRawBufferPointer, _ numbers: inout [Float]) throws {
    var place = 0
    let status = horn_decimals(
      text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count, &numbers, numbers.count, &place)
    guard status < 0 else { return }
    let rest = text[place...]
    let field = rest[..<(rest.firstIndex(where: Self.isBlank) ?? rest.endIndex)]
    throw HornError(
      .format,
      "\(window.name), line \(line): expected \(numbers.count) finite numbers, got "
        + "\"\(String(decoding: field.prefix(40), as: UTF8.self))\"")
  }

  private func wrongLength(_ found: Int, _ expected: Int) -> HornError {
    HornError(
      .format,
      "\(window.name), line \(line): the word has \(found) numbers; expected \(max(expected, 1))"
    )
  }

  private static func fieldCount(_ text: UnsafeRawBufferPointer) -> Int {
    horn_count_words(text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

extension Optional {
  /// Lets the body change the value where there is one.
  fileprivate mutating func withValue(_ body: (inout Wrapped) throws -> Void) rethrows {
    guard var value = self else { return }
    self = nil
    defer { self = value }
    try body(&value)
  }
}
