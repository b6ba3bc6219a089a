import Foundation
import HornBytes
import HornTensor

/// Reads comma-separated values (RFC 4180) row by row, whatever the size of the file.
///
///     let reader = try CSVReader(path: "prices.csv", hasHeader: true)
///     while let row = try reader.next() { print(try row.string("Date"), try row.float("Temp")) }
///
/// A field may stand in quotes and then have delimiters, line ends and (doubled) quotes in it. Rows end with `\n`,
/// `\r\n` or `\r`; empty lines are passed over, and so is UTF-8's byte order mark. A file compressed with gzip, bzip2,
/// xz or zstd is unpacked as it is read.
public final class CSVReader {
  /// The names of the columns; empty where there are none.
  public var columns: [String] { header.names }

  private let window: ByteWindow
  private var header: CSVHeader
  private let delimiter: UInt8
  private let quote: UInt8?
  private let allowsRaggedRows: Bool
  private var fieldCount: Int?
  private var line = 1
  private var room = (fields: 1 << 12, rows: 1 << 10)
  private var block: CSVRow.Block?
  private var nextRow = 0

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - delimiter: what stands between fields: one ASCII character other than a line end.
  ///   - quote: what may stand around fields; nil reads quotes as any other character.
  ///   - hasHeader: whether the first row has the names of the columns.
  ///   - columns: names of the columns, for a file without a header or in place of it.
  ///   - fieldCount: how many fields each row must have; nil takes it from the names or the first row.
  ///   - allowsRaggedRows: whether rows may have different numbers of fields.
  /// - Throws: `HornError` where the file cannot be opened or the header cannot be read.
  public convenience init(
    path: String, delimiter: Character = ",", quote: Character? = "\"", hasHeader: Bool = false,
    columns: [String]? = nil, fieldCount: Int? = nil, allowsRaggedRows: Bool = false
  ) throws {
    try self.init(
      CompressedSource.open(path), delimiter: delimiter, quote: quote, hasHeader: hasHeader, columns: columns,
      fieldCount: fieldCount, allowsRaggedRows: allowsRaggedRows)
  }

  init(
    _ source: any ByteSource, delimiter: Character = ",", quote: Character? = "\"", hasHeader: Bool = false,
    columns: [String]? = nil, fieldCount: Int? = nil, allowsRaggedRows: Bool = false, capacity: Int = 1 << 18,
    limit: Int = 1 << 26
  ) throws {
    self.delimiter = try Self.byte(delimiter, "delimiter")
    self.quote = try quote.map { try Self.byte($0, "quote") }
    guard self.delimiter != self.quote else {
      throw HornError(.value, "CSV: delimiter and quote are both \"\(delimiter)\"")
    }
    self.allowsRaggedRows = allowsRaggedRows
    self.fieldCount = fieldCount ?? columns?.count
    window = ByteWindow(source, capacity: capacity, limit: limit)
    header = CSVHeader(file: source.name, names: columns ?? [])
    try window.skipByteOrderMark()
    if hasHeader {
      guard let first = try next() else {
        throw HornError(.format, "\(source.name): the file is empty; expected a header")
      }
      header = CSVHeader(file: source.name, names: columns ?? first.strings)
      // The rows that came with the header know its names too.
      block = block.map {
        CSVRow.Block(
          header: header, bytes: $0.bytes, offsets: $0.offsets, rowEnds: $0.rowEnds, lines: $0.lines)
      }
    }
  }

  private static func byte(_ character: Character, _ what: String) throws -> UInt8 {
    guard let byte = character.asciiValue, byte != 0x0a, byte != 0x0d else {
      throw HornError(
        .value, "CSV: \(what) is \"\(character)\"; expected an ASCII character that ends no line")
    }
    return byte
  }

  /// The next row; nil behind the last one.
  ///
  /// - Throws: `HornError` with file and line where a quote is not closed or stands at a wrong place, or a row has
  ///   another number of fields than the others.
  public func next() throws -> CSVRow? {
    while true {
      if let block, nextRow < block.rowEnds.count {
        let row = CSVRow(block: block, index: nextRow)
        nextRow += 1
        if !allowsRaggedRows {
          let expected = fieldCount ?? row.count
          fieldCount = expected
          guard row.count == expected else {
            throw HornError(
              .format,
              "\(window.name), line \(row.line): the row has \(row.count) fields; expected \(expected)")
          }
        }
        return row
      }
      block = nil
      nextRow = 0
      guard try readBlock() else { return nil }
    }
  }

  /// Splits what has come into rows, after reading more where that is needed; false at the end.
  private func readBlock() throws -> Bool {
    while true {
      let consumed = try split()
      if block != nil { return true }
      if consumed { continue }
      if window.isAtEnd { return false }
      do {
        _ = try window.refill()
      } catch let error as HornError where error.kind == .format && window.count > 0 {
        throw HornError(
          .format,
          "\(window.name), line \(line): the row that begins here does not end; is a quote not closed? "
            + "(\(error.message))")
      }
    }
  }

  /// Splits the rows at hand; returns whether anything was used up.
  private func split() throws -> Bool {
    let input = window.unread
    if input.isEmpty { return false }
    return try withUnsafeTemporaryAllocation(of: Int.self, capacity: room.fields + 2 * room.rows) { numbers in
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count, alignment: 16)
      defer { bytes.deallocate() }
      guard let base = numbers.baseAddress else { return false }
      var csv = horn_csv()
      csv.delimiter = delimiter
      csv.quote = quote.map(Int32.init) ?? -1
      csv.bytes = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
      csv.field_ends = base
      csv.field_room = room.fields
      csv.row_ends = base + room.fields
      csv.row_lines = base + room.fields + room.rows
      csv.row_room = room.rows
      csv.line = line
      let status = Int(
        horn_csv_split(&csv, input.baseAddress, input.count, window.isAtEnd ? 1 : 0))
      if csv.row_count > 0 {
        block = CSVRow.Block(
          header: header,
          bytes: Array(UnsafeRawBufferPointer(start: bytes.baseAddress, count: csv.byte_count)),
          offsets: [0] + UnsafeBufferPointer(start: base, count: csv.field_count),
          rowEnds: Array(UnsafeBufferPointer(start: csv.row_ends, count: csv.row_count)),
          lines: Array(UnsafeBufferPointer(start: csv.row_lines, count: csv.row_count)))
      }
      line = csv.line
      window.consume(csv.consumed)
      if csv.row_count == 0, csv.consumed == 0 {
        switch status {
        case HORN_CSV_ROOM: room.fields *= 2
        case HORN_CSV_INPUT: return false
        default: throw broken(status, line: csv.error_line)
        }
      }
      return true
    }
  }

  private func broken(_ status: Int, line: Int) -> HornError {
    let quote = quote.map { Character(Unicode.Scalar($0)) } ?? "\""
    let problem =
      switch status {
      case HORN_CSV_OPEN_QUOTE: "the quote that opens in this line is not closed"
      case HORN_CSV_STRAY_QUOTE:
        "there is a quote inside a field without quotes; expected the field in quotes and the quote doubled"
      default: "there is text behind the closing quote of a field; a quote inside a field must be doubled"
      }
    return HornError(.format, "\(window.name), line \(line): \(problem) (the quote is \(quote))")
  }
}
