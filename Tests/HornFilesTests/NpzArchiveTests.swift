import Foundation
import HornCore
import HornTensor
import Testing

@testable import HornFiles

@Suite struct NpzArchiveTests {
  @Test(arguments: ["stored.npz", "deflated.npz"]) func numbers(file: String) throws {
    let archive = try NpzArchive(path: TestFiles.golden(file))
    for name in archive.names {
      let code = name.replacingOccurrences(of: "big_", with: "")
      guard ["f", "i", "u"].contains(code.prefix(1)), code.count == 2 else { continue }
      let tensor = try archive.tensor(name)
      #expect(tensor.shape == [2, 3] && tensor.ints == [0, 1, 2, 3, 4, 5], "\(name)")
      let expected: DType = code == "f8" ? .float64 : code.hasPrefix("f") ? .float32 : .int32
      #expect(tensor.dtype == expected, "\(name)")
    }
    #expect(try archive.tensor("b1").bools == [true, false, true])
    #expect(try archive.tensor("negative").ints == [-1, -128, 127])
    let halves = try archive.tensor("halves").floats
    #expect(halves == [1.5, -2.25, 65504, 5.9604645e-8, 0, .infinity, -.infinity, 6.097555e-5])
    #expect(halves[4].sign == .minus)
    let scalar = try archive.tensor("scalar")
    #expect(scalar.shape == [] && scalar.ints == [7])
    #expect(try archive.tensor("empty").shape == [0, 4])
    #expect(try archive.tensor("fortran").floats == (0..<24).map(Float.init))
  }

  @Test func texts() throws {
    let archive = try NpzArchive(path: TestFiles.golden("stored.npz"))
    #expect(try archive.tensor("texts").strings == ["", "na\u{ef}ve", "\u{1f600} z"])
    #expect(try archive.tensor("big_texts").strings == ["ab", "c"])
    #expect(try archive.tensor("bytes").strings == ["abc", "d"])
    #expect(try archive.tensor("fortran_texts").strings == ["a", "b", "c", "d"])
  }

  @Test func writingAndReading() throws {
    try TestFiles.withDirectory { directory in
      let tensors: [(String, Tensor)] = [
        ("a", Tensor([1.5, -2, .nan], shape: [3, 1])),
        ("b", Tensor([1, 2, 3, 4] as [Int32], shape: [2, 2])),
        ("c", Tensor([true, false])), ("d", Tensor([1e300, 2] as [Double])),
        ("layer/é", Tensor(["", "été", "x"])), ("f", Tensor(zeros: [0, 3])), ("g", Tensor(4)),
      ]
      for compressed in [false, true] {
        let path = directory + "/x.npz"
        try NpzArchive.write(tensors, to: path, compressed: compressed)
        let archive = try NpzArchive(path: path)
        #expect(archive.names == tensors.map(\.0))
        for (name, tensor) in tensors {
          let read = try archive.tensor(name)
          #expect(read.shape == tensor.shape && read.dtype == tensor.dtype)
          if tensor.dtype == .string {
            #expect(read.strings == tensor.strings)
          } else {
            #expect(read.floats.map(\.bitPattern) == tensor.floats.map(\.bitPattern))
          }
        }
        let first = try Data(contentsOf: URL(fileURLWithPath: path))
        try NpzArchive.write(tensors, to: path, compressed: compressed)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == first)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["x.npz"])
    }
  }

  @Test func whatCannotBeWrittenLeavesNothing() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/x.npz"
      try NpzArchive.write(["a": Tensor(1)], to: path)
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(throws: HornError.self) {
        try NpzArchive.write([("a", Tensor(1)), ("a", Tensor(2))], to: path)
      }
      #expect(throws: HornError.self) { try NpzArchive.write(["a": Tensor(1)], to: directory + "/no/x.npz") }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["x.npz"])
    }
  }

  @Test func messages() throws {
    let archive = try NpzArchive(path: TestFiles.golden("stored.npz"))
    let missing = try #require(throws: HornError.self) { try archive.tensor("nothing") }
    #expect(missing.message.contains("no array \"nothing\"") && missing.message.contains("\"b1\""))
    #expect(throws: HornError.self) { try NpzArchive(path: "/no/such.npz") }
    #expect(throws: HornError.self) { try NpzArchive(path: TestFiles.golden("make.py")) }
    #expect(throws: HornError.self) { try NpzArchive(bytes: [], name: "empty") }
    #expect(throws: HornError.self) { try archive.sequences("f4") }
    #expect(try archive.sequences("u2") == Sequences([[0, 1, 2], [3, 4, 5]]))
  }

  /// An entry that claims to be packed into as many bytes as 64-bit numbers of zip can say.
  @Test func claimsOfPackedSizes() throws {
    for packed in [8_937_376_004_704_240, Int.max] as [Int] {
      let error = try #require(throws: HornError.self) {
        try NpzArchive(bytes: Self.zip(packed: packed), name: "claim.npz").array("a")
      }
      #expect(error.message.contains("claim.npz"), "\(error.message)")
    }
  }

  /// An archive with one entry, whose packed size stands in an extra field.
  private static func zip(packed: Int) -> [UInt8] {
    func bytes(_ numbers: (value: Int, count: Int)...) -> [UInt8] {
      numbers.flatMap { number in
        (0..<number.count).map { UInt8(truncatingIfNeeded: number.value >> (8 * $0)) }
      }
    }
    let name = Array("a.npy".utf8)
    let content = [UInt8](repeating: 7, count: 64)
    let extra = bytes((1, 2), (8, 2), (packed, 8))
    let sizes = bytes((0, 4), (0xffff_ffff, 4), (200, 4), (name.count, 2), (extra.count, 2))
    let local = bytes((0x0403_4b50, 4), (45, 2), (0, 2), (8, 2), (0, 4)) + sizes + name + extra + content
    let entry =
      bytes((0x0201_4b50, 4), (45, 2), (45, 2), (0, 2), (8, 2), (0, 4)) + sizes
      + bytes((0, 2), (0, 2), (0, 2), (0, 4), (0, 4)) + name + extra
    return local + entry
      + bytes((0x0605_4b50, 4), (0, 4), (1, 2), (1, 2), (entry.count, 4), (local.count, 4), (0, 2))
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
    "{'shape': (3L,), 'descr': \"<f4\", 'fortran_order': False}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,\(String(repeating: "1,", count: 31)))}",
  ])
  func headersThatAreRead(text: String) throws {
    #expect(try array(text, bytes: 12).shape.first == 3)
  }

  @Test(arguments: [
    "", "{", "{}", "[]", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': (3), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'x': 1}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} x",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 0)}",
    "{'descr': '<f4', 'fortran_order': True, 'shape': (9223372036854775807, 2)}",
    "{'descr': '<U0', 'fortran_order': False, 'shape': (1000000000000,)}",
    "{'descr': '<U99999999999', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<c8', 'fortran_order': False, 'shape': (3,)}",
    "{'descr': 'f16', 'fortran_order': False, 'shape': (3,)}",
    "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,)}",
    "{'descr': '', 'fortran_order': False, 'shape': ()}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,\(String(repeating: "1,", count: 32)))}",
  ])
  func headersThatAreRefused(text: String) {
    #expect(throws: HornError.self) { try array(text, bytes: 12) }
  }

  private func array(_ header: String, bytes: Int) throws -> NpyArray {
    let head: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, UInt8(header.utf8.count), 0]
    let all = head + Array(header.utf8) + [UInt8](repeating: 0, count: bytes)
    return try all.withUnsafeBytes { try NpyArray(bytes: $0, name: "test") }
  }

  @Test func standaloneFile() throws {
    try TestFiles.withDirectory { directory in
      let bytes = try NpzArchive.npyBytes(Tensor([1, 2] as [Float]))
      let path = directory + "/a.npy"
      try bytes.withUnsafeBytes { Data($0) }.write(to: URL(fileURLWithPath: path))
      guard case .tensor(let tensor) = try NpyArray(path: path) else {
        Issue.record("no tensor")
        return
      }
      #expect(tensor.floats == [1, 2])
    }
  }

  @Test func aTextThatIsNoUnicode() {
    let head = "{'descr': '<U1', 'fortran_order': False, 'shape': (1,)}"
    let bytes: [UInt8] =
      [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, UInt8(head.utf8.count), 0] + Array(head.utf8)
    #expect(throws: HornError.self) {
      try (bytes + [0, 0xd8, 0, 0]).withUnsafeBytes { try NpyArray(bytes: $0, name: "test") }
    }
  }
}
