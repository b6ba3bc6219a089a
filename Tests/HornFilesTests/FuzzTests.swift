import HornTensor
import Testing

@testable import HornFiles

/// Damages small valid files in many ways: each must be read or refused with a ``HornError``.
@Suite struct FuzzTests {
  #if DEBUG
    static let rounds = Mutation.wishedRounds ?? 10_000
  #else
    static let rounds = Mutation.wishedRounds ?? 200_000
  #endif

  @Test(arguments: ["stored.npz", "deflated.npz", "objects.npz", "tiny_imdb.npz"])
  func archives(file: String) throws {
    let original = try TestFiles.goldenBytes(file)
    var generator = MersenneTwister(seed: Mutation.seed(1))
    for _ in 0..<Self.rounds / 10 {
      let bytes = Mutation.of(original, &generator)
      try Mutation.readOrRefuse {
        let archive = try NpzArchive(bytes: bytes, name: "fuzz")
        for name in archive.names.prefix(6) { _ = try archive.array(name) }
      }
    }
  }

  /// The arrays themselves, without the checksum that a damaged archive fails at.
  @Test func arrays() throws {
    var generator = MersenneTwister(seed: Mutation.seed(2))
    for file in ["stored.npz", "objects.npz"] {
      let source = ZipSource.bytes(try TestFiles.goldenBytes(file), name: file)
      let count = try NpzArchive(path: TestFiles.golden(file)).names.count
      for place in 0..<UInt64(count) {
        let entry = try source.withArchive { try source.entry(place, of: $0).withUnsafeBytes { [UInt8]($0) } }
        // Long lists are like short ones: most damage should strike what is around them.
        let original = entry.count > 4_000 ? Array(entry.prefix(600) + entry.suffix(60)) : entry
        for _ in 0..<Self.rounds / 20 {
          let bytes = Mutation.of(original, &generator)
          try Mutation.readOrRefuse {
            _ = try bytes.withUnsafeBytes { try NpyArray(bytes: $0, name: "fuzz") }
          }
        }
      }
    }
  }

  /// Random opcodes that fit together more often than random bytes do.
  @Test func pickles() throws {
    var generator = MersenneTwister(seed: Mutation.seed(3))
    let pieces: [[UInt8]] =
      [
        Array("cnumpy\nndarray\n".utf8), Array("cnumpy\ndtype\n".utf8), Array("c_codecs\nencode\n".utf8),
        Array("cnumpy.core.multiarray\n_reconstruct\n".utf8), [0x8c, 2] + Array("O8".utf8),
        [0x8c, 2] + Array("i8".utf8),
        [0x8c, 1] + Array("|".utf8), [0x8c, 6] + Array("latin1".utf8), [UInt8(ascii: "C"), 1, 98],
      ]
      + "()t]aeRbN\u{85}\u{86}\u{87}\u{88}\u{89}\u{94}\u{93}K\u{1}M\u{1}J\u{1}h\u{0}q\u{0}\u{8a}\u{1}."
      .unicodeScalars
      .map { [UInt8($0.value)] }
    for _ in 0..<Self.rounds {
      var bytes: [UInt8] = [0x80, 4]
      for _ in 0..<generator.next(upTo: 60) {
        bytes += pieces[Int(generator.next(upTo: UInt64(pieces.count - 1)))]
      }
      try Mutation.readOrRefuse {
        try bytes.withUnsafeBytes { buffer in
          let reader = PickleReader(buffer, name: "fuzz")
          let state = try reader.read()
          _ = try reader.convert(state, expecting: Shape(state.shape))
        }
      }
    }
  }

  @Test func claimsOfSize() throws {
    // The size that the directory and the entry claim, where the file has 16 bytes.
    try TestFiles.withDirectory { directory in
      let path = directory + "/a.npz"
      try NpzArchive.write(["a": Tensor(zeros: [1000])], to: path, compressed: true)
      let file = try FileBytes(path: path)
      var bytes = file.withUnsafeBytes { [UInt8]($0) }
      for index in bytes.indices.dropLast(4) where bytes[index...].starts(with: [0x50, 0x4b, 1, 2]) {
        for place in 24..<28 { bytes[index + place] = 0xfe }
      }
      for index in bytes.indices.dropLast(4) where bytes[index...].starts(with: [0x50, 0x4b, 3, 4]) {
        for place in 22..<26 { bytes[index + place] = 0xfe }
      }
      let archive = try NpzArchive(bytes: bytes, name: "claim")
      let error = try #require(throws: HornError.self) { try archive.array("a") }
      #expect(error.message.contains("claims"))
    }
  }
}
