import HornBytes
import HornTensor

/// A row of a CSV file.
///
///     let row = try reader.next()
///     try row?.int("class")      // by the name in the header
///     try row?.string(1)         // by the position
///
/// Rows share the memory of the block that they were read in, a quarter of a megabyte of the file or more; keep the
/// values rather than the rows where few of many are wanted.
public struct CSVRow: Sendable {
  /// The fields of the rows of one block.
  final class Block: Sendable {
    let header: CSVHeader
    /// The fields, one behind the other.
    let bytes: [UInt8]
    /// Where each field begins, and at last where the last one ends.
    let offsets: [Int]
    /// How many fields there are up to the end of each row.
    let rowEnds: [Int]
    let lines: [Int]

    init(header: CSVHeader, bytes: [UInt8], offsets: [Int], rowEnds: [Int], lines: [Int]) {
      self.header = header
      self.bytes = bytes
      self.offsets = offsets
      self.rowEnds = rowEnds
      self.lines = lines
    }
  }

  let block: Block
  let index: Int
  private let first: Int
  /// How many fields there are.
  public let count: Int

  init(block: Block, index: Int) {
    self.block = block
    self.index = index
    first = index == 0 ? 0 : block.rowEnds[index - 1]
    count = block.rowEnds[index] - first
  }

  /// The line of the file that the row begins in, from 1.
  public var line: Int { block.lines[index] }

  /// All fields; what is not valid UTF-8 becomes U+FFFD.
  public var strings: [String] { (first..<first + count).map(string(at:)) }

  /// The bytes of a field.
  ///
  /// - Throws: `HornError` where the row has no such column.
  public func bytes(_ column: CSVColumn) throws -> ArraySlice<UInt8> { block.bytes[try range(column)] }

  /// Gives the bytes of a field, which are valid only in the body.
  func withBytes<R>(_ column: CSVColumn, _ body: (UnsafeRawBufferPointer) throws -> R) throws -> R {
    let range = try range(column)
    return try block.bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// A field; what is not valid UTF-8 becomes U+FFFD.
  ///
  /// - Throws: `HornError` where the row has no such column.
  public func string(_ column: CSVColumn) throws -> String { string(at: try place(column)) }

  /// A field that is an integer, perhaps with blanks around it.
  ///
  /// - Throws: `HornError` with file, line and column where it is something else.
  public func int(_ column: CSVColumn) throws -> Int { try number(column, "an integer") { Int($0) } }

  /// A field that is a number, perhaps with blanks around it.
  ///
  /// - Throws: `HornError` with file, line and column where it is something else.
  public func double(_ column: CSVColumn) throws -> Double { try number(column, "a number") { Double($0) } }

  /// A field that is a number, perhaps with blanks around it.
  ///
  /// - Throws: `HornError` with file, line and column where it is something else.
  public func float(_ column: CSVColumn) throws -> Float {
    let range = try range(column)
    var value: Float = 0
    let length = block.bytes.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { horn_decimal($0 + range.lowerBound, range.count, &value) } ?? 0
    }
    if length > 0, length == range.count { return value }
    return try number(column, "a number") { Float($0) }
  }

  private func place(_ column: CSVColumn) throws -> Int {
    first + (try block.header.position(of: column, among: count, line: line))
  }

  private func range(_ column: CSVColumn) throws -> Range<Int> {
    let place = try place(column)
    return block.offsets[place]..<block.offsets[place + 1]
  }

  private func string(at place: Int) -> String {
    String(decoding: block.bytes[block.offsets[place]..<block.offsets[place + 1]], as: UTF8.self)
  }

  private func number<N>(_ column: CSVColumn, _ kind: String, _ parse: (Substring) -> N?) throws -> N {
    let text = try string(column)
    func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
    let core = text.drop(while: isBlank)
    guard
      let value = parse(core[..<(core.lastIndex { !isBlank($0) }.map(core.index(after:)) ?? core.endIndex)])
    else {
      let name =
        switch column {
        case .name(let name): "\"\(name)\""
        case .position(let position): "\(position)"
        }
      throw HornError(
        .value,
        "\(block.header.file), line \(line): column \(name) is \"\(text.prefix(60))\"; expected \(kind)")
    }
    return value
  }
}
