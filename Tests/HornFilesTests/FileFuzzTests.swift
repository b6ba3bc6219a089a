import Foundation
import HornTensor
import Testing

@testable import HornFiles

/// Damages archives, tables, vectors and tagged sentences: each must be read or refused with a ``HornError``.
@Suite struct FileFuzzTests {
  /// Damaged archives are unpacked as a whole or not at all.
  @Test(arguments: ArchiveMaker.Container.allCases) func unpacking(container: ArchiveMaker.Container) throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/archive"
      ArchiveMaker.write(
        [
          .init("a/b.txt", "some text"), .init("a/up", "", .link("../c")), .init("c", "more"),
          .init("same", "", .hardLink("c")),
        ], to: path, as: container)
      let original = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      var generator = MersenneTwister(seed: Mutation.seed(4))
      for _ in 0..<FuzzTests.rounds / 50 {
        let box = directory + "/box"
        try Data(Mutation.of(original, &generator)).write(to: URL(fileURLWithPath: path))
        try Mutation.readOrRefuse { try extractArchive(path, to: box + "/out") }
        let left = (try? FileManager.default.contentsOfDirectory(atPath: box)) ?? []
        #expect(left == [] || left == ["out"])
        #expect(
          Set(try FileManager.default.contentsOfDirectory(atPath: directory)).isSubset(of: ["archive", "box"])
        )
        try? FileManager.default.removeItem(atPath: box)
      }
    }
  }

  @Test func commaSeparatedValues() throws {
    let original = Array("\u{feff}id,\"text\"\r\n1,\"a \"\"b\"\" c\"\n\"2\",\"x\ny\"\n3,plain\n".utf8)
    var generator = MersenneTwister(seed: Mutation.seed(5))
    for round in 0..<FuzzTests.rounds {
      let bytes = Mutation.of(original, &generator)
      try Mutation.readOrRefuse {
        let source = MemorySource(bytes, name: "fuzz", block: 1 + round % 9)
        let reader = try CSVReader(
          source, hasHeader: round % 2 == 0, allowsRaggedRows: round % 3 == 0, capacity: 16, limit: 200)
        while let row = try reader.next() { _ = try (row.strings, row.string(0), row.int(0)) }
      }
    }
  }

  @Test func wordVectors() throws {
    let binary = PretrainedVectorsTests.binary([("the", [1, 2]), ("of", [-3, 4])])
    var generator = MersenneTwister(seed: Mutation.seed(6))
    for original in [
      Array(PretrainedVectorsTests.glove.utf8), Array("2 2\nthe 1 2\nof 3 -4e1\n".utf8), binary,
    ] {
      for round in 0..<FuzzTests.rounds / 3 {
        let bytes = Mutation.of(original, &generator)
        try Mutation.readOrRefuse {
          let window = ByteWindow(
            MemorySource(bytes, name: "fuzz", block: 1 + round % 9), capacity: 16, limit: 1 << 20)
          let vectors = try PretrainedVectors.load(window, vocabulary: ["", "the", "of", "."])
          #expect(vectors.matrix.floats.allSatisfy { $0.isFinite })
        }
      }
    }
  }

  @Test func taggedSentences() throws {
    let original = Array("-DOCSTART- -X- O O\n\nAnna NNP I-NP I-PER\nBob NNP I-NP B-PER\n\nx VB O O\n".utf8)
    var generator = MersenneTwister(seed: Mutation.seed(7))
    for _ in 0..<FuzzTests.rounds {
      let bytes = Mutation.of(original, &generator)
      try Mutation.readOrRefuse {
        let lines = try LineReader(MemorySource(bytes, name: "fuzz"))
        _ = try Datasets.conll2003.sentences(lines, name: "fuzz", scheme: .iob2)
      }
    }
  }
}
