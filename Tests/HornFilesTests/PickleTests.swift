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

  @Test func repeatedTextsAreBounded() throws {
    // One text of a megabyte, 4,000 times.
    let text = String(repeating: "x", count: 1 << 20)
    let type = try NumpyType(code: "O", order: "|", name: "test")
    for value in [PickleValue.text(text), .bytes(Array(text.utf8))] {
      let reader = PickleReader(UnsafeRawBufferPointer(start: nil, count: 0), name: "test")
      reader.lists = [.values(Array(repeating: value, count: 4_000))]
      let state = PickleArray.State(shape: [4_000], type: type, isFortran: false, content: .list(0))
      let error = try #require(throws: HornError.self) { try reader.convert(state, expecting: [4_000]) }
      #expect(error.message.contains("repeat each other"), "\(error.message)")
      // Labels that recur are read.
      reader.lists = [.values(Array(repeating: .text("a label"), count: 4_000))]
      guard case .tensor(let labels) = try reader.convert(state, expecting: [4_000]) else {
        Issue.record("no tensor")
        return
      }
      #expect(labels.strings.last == "a label")
    }
    // It is encoded again and again: _codecs.encode(text, "latin1").
    let length = withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { Array($0) }
    var pickle: [UInt8] = [0x80, 2] + "c_codecs\nencode\nq\u{0}X".utf8 + length + text.utf8
    pickle += "q\u{1}X\u{6}\u{0}\u{0}\u{0}latin1q\u{2}".utf8
    for _ in 0..<100 { pickle += [0x68, 0, 0x68, 1, 0x68, 2, 0x86, 0x52] }
    pickle.append(UInt8(ascii: "."))
    let error = try #require(throws: HornError.self) {
      try pickle.withUnsafeBytes { try PickleReader($0, name: "test").read() }
    }
    #expect(error.message.contains("again and again"), "\(error.message)")
  }
}
