import Foundation
import HornTensor
import Testing

@testable import HornFiles

@Suite struct LineReaderTests {
  private func lines(_ text: String, block: Int) throws -> [String] {
    let reader = try LineReader(MemorySource(Array(text.utf8), name: "test", block: block), capacity: 16)
    var lines: [String] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }

  @Test(arguments: [1, 2, 5, 1000]) func ends(block: Int) throws {
    #expect(try lines("a\nb\r\n\nc", block: block) == ["a", "b", "", "c"])
    #expect(try lines("a\n", block: block) == ["a"])
    #expect(try lines("", block: block) == [] && lines("\n", block: block) == [""])
    #expect(try lines("\u{feff}é\u{2028}\r\n\rx", block: block) == ["é\u{2028}", "\rx"])
    let long = String(repeating: "long ", count: 1000)
    #expect(try lines(long + "\n" + long, block: block) == [long, long])
  }

  @Test func batches() throws {
    let reader = try LineReader(MemorySource(Array("1\n2\n3\n4\n5".utf8), name: "test"))
    #expect(try reader.next(count: 2).strings == ["1", "2"] && reader.lineNumber == 2)
    #expect(try reader.next(count: 9).strings == ["3", "4", "5"])
    #expect(try reader.next(count: 2).isEmpty && reader.next() == nil && reader.lineNumber == 5)
  }

  @Test func aLineWithoutAnEnd() throws {
    let window = ByteWindow(
      MemorySource([UInt8](repeating: 65, count: 5000), name: "test"), capacity: 16, limit: 1000)
    let error = try #require(throws: HornError.self) { try window.line { _ in } }
    #expect(error.message.contains("1000"))
  }

  @Test func missingFile() {
    #expect(throws: HornError.self) { try LineReader(path: "/nowhere/file") }
    #expect(throws: HornError.self) { try LineReader(path: "/tmp").next() }
  }
}
