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
    let fields: ByteStrings
    let rowEnds: [Int]
    let lines: [Int]

    init(header: CSVHeader, fields: ByteStrings, rowEnds: [Int], lines: [Int]) {
      self.header = header
      self.fields = fields
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
  public var strings: [String] { (first..<first + count).map(block.fields.string(at:)) }

  /// The bytes of a field.
  ///
  /// - Throws: `HornError` where the row has no such column.
  public func bytes(_ column: CSVColumn) throws -> ArraySlice<UInt8> { block.fields[try place(column)] }

  /// Gives the bytes of a field, which are valid only in the body.
  func withBytes<R>(_ column: CSVColumn, _ body: (UnsafeRawBufferPointer) throws -> R) throws -> R {
    let range = block.fields.range(try place(column))
    return try block.fields.bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// A field; what is not valid UTF-8 becomes U+FFFD.
  public func string(_ column: CSVColumn) throws -> String { block.fields.string(at: try place(column)) }

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
    let bytes = try bytes(column)
    var value: Float = 0
    let length = bytes.withUnsafeBufferPointer { horn_decimal($0.baseAddress, $0.count, &value) }
    if length > 0, length == bytes.count { return value }
    return try number(column, "a number") { Float($0) }
  }

  private func place(_ column: CSVColumn) throws -> Int {
    first + (try block.header.position(of: column, among: count, line: line))
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
