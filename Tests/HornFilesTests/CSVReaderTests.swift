import Foundation
import HornTensor
import Testing

@testable import HornFiles

/// Comma-separated values.
@Suite struct CSVReaderTests {
  private func reader(
    _ text: String, block: Int = .max, capacity: Int = 16, delimiter: Character = ",",
    quote: Character? = "\"",
    hasHeader: Bool = false, columns: [String]? = nil, ragged: Bool = true, limit: Int = 1 << 20
  ) throws -> CSVReader {
    try CSVReader(
      MemorySource(Array(text.utf8), name: "test.csv", block: block), delimiter: delimiter, quote: quote,
      hasHeader: hasHeader, columns: columns, allowsRaggedRows: ragged, capacity: capacity, limit: limit)
  }

  private func rows(_ reader: CSVReader) throws -> [[String]] {
    var rows: [[String]] = []
    while let row = try reader.next() { rows.append(row.strings) }
    return rows
  }

  private func rows(_ text: String) throws -> [[String]] { try rows(reader(text)) }

  @Test func forms() throws {
    #expect(try rows("a,b\nc,d") == [["a", "b"], ["c", "d"]])
    #expect(try rows("a,b\r\nc,d\r\n") == [["a", "b"], ["c", "d"]])
    #expect(try rows("a,b\rc,d\r") == [["a", "b"], ["c", "d"]])
    #expect(try rows("\"a,\"\"b\"\"\",\"c\nd\r\ne\"\n") == [["a,\"b\"", "c\nd\r\ne"]])
    #expect(try rows(",\n,,\n") == [["", ""], ["", "", ""]])
    #expect(try rows("\n\n\"\"\n\r\na,") == [[""], ["a", ""]])
    #expect(try rows("\u{feff}naïve,\"😀\"\n") == [["naïve", "😀"]])
    #expect(try rows("") == [] && rows("\n") == [] && rows("\u{feff}") == [])
    #expect(try rows(" a , b ") == [[" a ", " b "]])
    #expect(try rows(reader("a;b'c;d", delimiter: ";", quote: nil)) == [["a", "b'c", "d"]])
    #expect(try rows(reader("a\t'c\td'\n", delimiter: "\t", quote: "'")) == [["a", "c\td"]])
    #expect(try rows(reader("a\"b,\"c\n", quote: nil)) == [["a\"b", "\"c"]])
  }

  @Test func bytesThatAreNotUTF8() throws {
    let reader = try CSVReader(MemorySource([0xff, 0x2c, 0x00, 0x0a], name: "test.csv"))
    let row = try #require(try reader.next())
    #expect(try Array(row.bytes(0)) == [0xff] && Array(row.bytes(1)) == [0])
    #expect(try row.string(0) == "\u{fffd}")
  }

  @Test func columnsAndTypes() throws {
    let reader = try reader(
      "name,n,x,n\nAda, 36 ,1.5,1\n\"B\nob\",-7,2e-3,2\nEve,x,nan,3\n", hasHeader: true, ragged: false)
    #expect(reader.columns == ["name", "n", "x", "n"])
    let ada = try #require(try reader.next())
    #expect(
      try ada.string("name") == "Ada" && ada.int(1) == 36 && ada.float("x") == 1.5 && ada.double(2) == 1.5)
    #expect(ada.line == 2 && ada.count == 4)
    let bob = try #require(try reader.next())
    #expect(try bob.string("name") == "B\nob" && bob.float("x") == 2e-3 && bob.line == 3)
    let eve = try #require(try reader.next())
    #expect(try eve.line == 5 && eve.float("x").isNaN)
    let error = try #require(throws: HornError.self) { try eve.int(1) }
    #expect(error.message == "test.csv, line 5: column 1 is \"x\"; expected an integer")
    let twice = try #require(throws: HornError.self) { try eve.int("n") }
    #expect(twice.message.contains("two columns \"n\""))
    let unknown = try #require(throws: HornError.self) { try eve.int("age") }
    #expect(unknown.message.contains("\"age\"") && unknown.message.contains("name"))
    #expect(throws: HornError.self) { try eve.string(4) }
    #expect(throws: HornError.self) { try eve.string(-1) }
    #expect(try reader.next() == nil)
  }

  @Test func namesInPlaceOfAHeader() throws {
    let named = try reader("1,a\n2,b\n", columns: ["id", "text"], ragged: false)
    #expect(try named.next()?.string("text") == "a")
    let replaced = try reader("x,y\n1,a\n", hasHeader: true, columns: ["id", "text"], ragged: false)
    #expect(try replaced.next()?.int("id") == 1)
    let wrong = try reader("1,a,b\n", columns: ["id", "text"], ragged: false)
    #expect(throws: HornError.self) { try wrong.next() }
    #expect(throws: HornError.self) { try reader("", hasHeader: true) }
  }

  @Test(arguments: [
    ("a,b\nc\n", 2, "has 1 fields; expected 2"), ("a,b\n\"x\ny\",b\na,b,c\n", 4, "has 3 fields; expected 2"),
    ("a\nb,\"c\nd\n", 2, "not closed"), ("a,b\n\"c\"d,e\n", 2, "behind the closing quote"),
    ("\"a\n\n\nb\" ,c\n", 4, "behind the closing quote"),
    ("a,b\nc,d\"e\n", 2, "inside a field without quotes"),
    ("a,b\n\n\nc,d\"\n", 4, "inside a field without quotes"),
  ]) func mistakes(text: String, line: Int, word: String) throws {
    for block in [1, 3, 1000] {
      let reader = try reader(text, block: block, ragged: false)
      let error = try #require(throws: HornError.self) { while try reader.next() != nil {} }
      #expect(
        error.kind == .format && error.message.hasPrefix("test.csv, line \(line): "), "\(error.message)")
      #expect(error.message.contains(word), "\(error.message)")
    }
  }

  @Test func aQuoteThatNeverCloses() throws {
    let reader = try reader("a\n\"" + String(repeating: "x\n", count: 1000), limit: 1000)
    #expect(try reader.next()?.strings == ["a"])
    let error = try #require(throws: HornError.self) { try reader.next() }
    #expect(
      error.message.contains("line 2") && error.message.contains("is a quote not closed?"), "\(error.message)"
    )
  }

  @Test func arguments() {
    #expect(throws: HornError.self) { try reader("", delimiter: "ä") }
    #expect(throws: HornError.self) { try reader("", delimiter: "\n") }
    #expect(throws: HornError.self) { try reader("", delimiter: "\"") }
    #expect(throws: HornError.self) { try CSVReader(path: "/nowhere/file.csv") }
  }

  /// Random tables, written with and without needless quotes, in blocks of all sizes.
  @Test func randomTables() throws {
    var generator = MersenneTwister(seed: 11)
    func number(_ limit: Int) -> Int { Int(generator.next(upTo: UInt64(limit - 1))) }
    let pieces = ["a", "bc", "\"", ",", "\n", "\r\n", " ", "é", "", "xyz 12.5", ";", "\t"]
    for round in 0..<400 {
      var table: [[String]] = []
      var text = round % 7 == 0 ? "\u{feff}" : ""
      let end = ["\n", "\r\n", "\r"][number(3)]
      for _ in 0..<number(12) {
        let row = (0...number(6)).map { _ in
          (0..<number(5)).map { _ in pieces[number(pieces.count)] }.joined()
        }
        text +=
          row.map { field in
            let needs = field.contains { "\",".contains($0) || $0.isNewline } || row == [""]
            return needs || number(4) == 0 ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
          }.joined(separator: ",") + end
        table.append(row)
      }
      if number(2) == 0, text.hasSuffix(end), !table.isEmpty { text.removeLast() }
      let reader = try reader(text, block: 1 + number(40), capacity: 16 + number(100))
      #expect(try rows(reader) == table, "\(text.debugDescription)")
      #expect(try Self.reference(text) == table, "\(text.debugDescription)")
    }
  }

  /// A parser that goes over the characters one by one.
  static func reference(_ text: String) throws -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var (isQuoted, wasQuoted) = (false, false)
    var scalars = Array(text.unicodeScalars)[...]
    if scalars.first == "\u{feff}" { scalars = scalars.dropFirst() }
    func endRow() {
      if !row.isEmpty || !field.isEmpty || wasQuoted { rows.append(row + [field]) }
      (row, field, wasQuoted) = ([], "", false)
    }
    while let scalar = scalars.popFirst() {
      if isQuoted {
        if scalar != "\"" {
          field.unicodeScalars.append(scalar)
        } else if scalars.first == "\"" {
          field.unicodeScalars.append(scalars.removeFirst())
        } else {
          isQuoted = false
        }
      } else if scalar == "\"" {
        (isQuoted, wasQuoted) = (true, true)
      } else if scalar == "," {
        row.append(field)
        (field, wasQuoted) = ("", true)
      } else if scalar == "\n" || scalar == "\r" {
        endRow()
      } else {
        field.unicodeScalars.append(scalar)
      }
    }
    endRow()
    return rows
  }

  @Test func manyFieldsAndRows() throws {
    let wide = (0..<20_000).map(String.init)
    let text = (0..<3).map { _ in wide.joined(separator: ",") + "\n" }.joined()
    #expect(try rows(reader(text, capacity: 1 << 12)) == [wide, wide, wide])
    let many = String(repeating: "1\n", count: 30_000)
    #expect(try rows(reader(many, capacity: 1 << 16)).count == 30_000)
  }

  @Test func asPython() throws {
    guard let path = TestFiles.shared("timeseries/daily-min-temperatures.csv") else { return }
    let reader = try CSVReader(path: path, hasHeader: true)
    var sum = 0.0
    var count = 0
    while let row = try reader.next() {
      sum += try row.double("Temp")
      count += 1
    }
    #expect(count == 3650 && abs(sum / 3650 - 11.177753) < 1e-5)
  }
}
