import Foundation
import HornCore
import HornTensor
import Testing

@testable import HornFiles

@Suite struct PickleTests {
  let archive: NpzArchive

  init() throws { archive = try NpzArchive(path: TestFiles.golden("objects.npz")) }

  @Test(arguments: ["protocol2", "protocol3", "protocol4", "protocol5", "oldnumpy"])
  func lists(name: String) throws {
    let lists = try archive.sequences(name)
    #expect(lists.count == 4)
    #expect(lists[0] == [1, 2, 300, 70000, -5] && lists[1] == [] && lists[2] == Array(0..<2500))
    #expect(lists[3] == [Int(Int32.max), Int(Int32.min)])
  }

  @Test func otherArrays() throws {
    #expect(try Array(archive.sequences("python2")) == [[1, 300], [7]])
    #expect(try Array(archive.sequences("arrays")) == [[1, 2, 3], [4], []])
    #expect(try Array(archive.sequences("arrays2")) == [[1, 200, 3], [4]])
    #expect(try Array(archive.sequences("shared")) == [[5, 6], [5, 6], [5, 6]])
    #expect(try archive.tensor("texts").strings == ["a", "b\u{e9}", "a"])
    #expect(try archive.tensor("numbers").floats == [1, 2.5, -3])
    #expect(try archive.tensor("truths").bools == [true, false])
    #expect(try archive.tensor("integers").ints == [1, 2, 3, 4])
    #expect(try archive.tensor("integers").shape == [2, 2])
    #expect(try archive.tensor("version2").floats == [0, 1, 2])
    #expect(try archive.tensor("version3").floats == [0, 1, 2])
  }

  @Test(arguments: [
    ("none", "neither an integer"), ("evil", "getcwd"), ("deep", "position 0 of list 0"),
    ("wide", "1099511627776 at position 1 of list 0"), ("record", "records"), ("complex", "c8"),
    ("large", "position 1"),
  ])
  func refusals(name: String, reason: String) throws {
    let error = try #require(throws: HornError.self) { try archive.array(name) }
    #expect(error.message.contains(reason), "\(error.message)")
  }

  @Test(arguments: [
    ("\u{80}\u{2}cos\nsystem\n(S'x'\ntR.", "os.system"), ("(lp0\n.", "PROTO"),
    ("\u{80}\u{4}}.", "EMPTY_DICT at 2"),
    ("\u{80}\u{4}]2.", "DUP"), ("\u{80}\u{4}K", "integer"), ("\u{80}\u{4}K\u{1}.", "one NumPy array"),
    ("\u{80}\u{4}", "no STOP"), ("\u{80}\u{9}.", "PROTO 9"), ("\u{80}\u{4}e", "MARK"),
    ("\u{80}\u{4}a", "stack"),
    ("\u{80}\u{4}h\u{5}", "number 5"), ("\u{80}\u{4}\u{8c}\u{50}a", "80 bytes"),
    ("\u{80}\u{4}]\u{80}\u{4}", "beginning"),
  ])
  func hostilePickles(text: String, reason: String) throws {
    let bytes = text.unicodeScalars.map { UInt8($0.value) }
    let error = try #require(throws: HornError.self) {
      try bytes.withUnsafeBytes { try PickleReader($0, name: "test").read() }
    }
    let words = reason.components(separatedBy: " at ")
    #expect(error.message.contains(words[0]) && error.message.contains(words.last ?? ""), "\(error.message)")
  }

  @Test func nestingAndRepeatingAreBounded() throws {
    // A million lists, each in the next.
    let nested: [UInt8] =
      [0x80, 4] + [UInt8](repeating: UInt8(ascii: "]"), count: 1_000_000)
      + [UInt8](repeating: UInt8(ascii: "a"), count: 999_999) + [UInt8(ascii: ".")]
    #expect(throws: HornError.self) {
      try nested.withUnsafeBytes { try PickleReader($0, name: "test").read() }
    }
    // One list of 4,000 integers, 60,000 times: 240 million integers from 200 kB.
    let values: [PickleValue] = Array(repeating: .list(0), count: 60_000)
    let reader = PickleReader(UnsafeRawBufferPointer(start: nil, count: 0), name: "test")
    reader.lists = [.values(Array(repeating: .int(1), count: 4_000)), .values(values)]
    let type = try NumpyType(descr: "|O", name: "test")
    let state = PickleArray.State(shape: [60_000], type: type, isFortran: false, content: .list(1))
    #expect(throws: HornError.self) { try reader.convert(state, expecting: [60_000]) }
  }
}
