import Foundation
import HornBytes
import HornCore
import HornTensor
import Testing

@testable import HornFiles

/// Word vectors in all formats.
@Suite struct PretrainedVectorsTests {
  static let glove = "the 0.5 -1.25 3e-2\nof 1 2 3\nna\u{ef}ve -0.0 .5 7.\n. . . 4 5 6\nof 9 9 9\n"

  private func load(
    _ bytes: [UInt8], _ vocabulary: [String], _ format: VectorFormat = .auto, missing: Initializer = .zeros,
    limit: Int? = nil, block: Int = .max
  ) throws -> PretrainedVectors {
    let window = ByteWindow(MemorySource(bytes, name: "vectors", block: block), capacity: 16)
    return try PretrainedVectors.load(
      window, vocabulary: vocabulary, format: format, missing: missing, limit: limit)
  }

  private func load(_ text: String, _ vocabulary: [String], _ format: VectorFormat = .auto) throws
    -> PretrainedVectors
  {
    try load(Array(text.utf8), vocabulary, format)
  }

  /// word2vec's binary form.
  static func binary(_ rows: [(String, [Float])], claimed: Int? = nil, lineEnds: Bool = true) -> [UInt8] {
    var bytes = Array("\(claimed ?? rows.count) \(rows.first?.1.count ?? 0)\n".utf8)
    for (word, numbers) in rows {
      bytes += Array(word.utf8) + [0x20]
      for number in numbers { withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 } }
      if lineEnds { bytes.append(0x0a) }
    }
    return bytes
  }

  @Test(arguments: [1, 7, 1000]) func rowsInTheOrderOfTheVocabulary(block: Int) throws {
    let vectors = try load(
      Array(Self.glove.utf8), ["", "[UNK]", "naïve", "the", "cat", "of", ". . ."], block: block)
    #expect(vectors.matrix.shape == [7, 3] && vectors.dimensions == 3)
    #expect(
      vectors.matrix.floats == [0, 0, 0, 0, 0, 0, 0, 0.5, 7, 0.5, -1.25, 0.03, 0, 0, 0, 1, 2, 3, 4, 5, 6])
    #expect(vectors.missing == ["cat"] && vectors.duplicates == ["of"] && vectors.vectorCount == 5)
    #expect(vectors.wordCount == 5 && vectors.missingFraction == 0.2)
    #expect(
      vectors.description.hasPrefix("4 of 5 words found among 5 vectors of 3 numbers; missing (20.0 %): cat"))
  }

  @Test func formats() throws {
    let words = ["b", "a"]
    let body = "a 1 2\nb 3 4\n"
    let expected: [Float] = [3, 4, 1, 2]
    for format in [VectorFormat.auto, .word2vecText, .fastText] {
      #expect(try load("2 2\n" + body, words, format).matrix.floats == expected)
    }
    #expect(try load(body, words, .glove).matrix.floats == expected)
    #expect(try load("\u{feff}a\t1 2\r\nb 3  4 \r\n\r\n", words).matrix.floats == expected)
    for lineEnds in [true, false] {
      let binary = Self.binary([("a", [1, 2]), ("b", [3, 4])], lineEnds: lineEnds)
      for format in [VectorFormat.auto, "word2vec_binary"] {
        for block in [1, 5, 1000] {
          #expect(try load(binary, words, format, block: block).matrix.floats == expected)
        }
      }
    }
    #expect(throws: HornError.self) { try load(body, words, .fastText) }
    // Without a header that is not one: a word that is a number, with one dimension.
    #expect(try load("7 5\n8 6\n", ["8", "7"], .glove).matrix.floats == [6, 5])
  }

  @Test func files() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/vectors.vec.gz"
      ArchiveMaker.gzip(Array(("2 2\na 1 2\nb 3 4\n").utf8), to: path)
      let vectors = try PretrainedVectors.load(path: path, vocabulary: ["a"], format: .fastText)
      #expect(vectors.matrix.floats == [1, 2] && vectors.vectorCount == 2)
      #expect(throws: HornError.self) { try PretrainedVectors.load(path: path + "x", vocabulary: ["a"]) }
    }
  }

  @Test(arguments: [
    ("a 1 2\nb 3\n", "line 2: the word has 1 numbers; expected 2"),
    ("a 1 2\nb 3 4 5\n", "line 2: the word has 3 numbers; expected 2"),
    ("a 1 2\nx 3\n", "line 2"), ("a 1 2\nx 3 4 5\n", "line 2"), ("a 1 2\n\n\nb 3 4 5 6\n", "line 4"),
    ("a 1 2\nb 3 nan\n", "line 2: expected 2 finite numbers, got \"nan\""), ("a 1 inf\n", "\"inf\""),
    ("a 1 1e99\n", "\"1e99\""), ("a 1 2x\n", "\"2x\""), ("a 1 0x10\n", "\"0x10\""), ("a\n", "line 1"),
    ("3 2\na 1 2\nb 3 4\n", "announces 3 words, but there are 2"),
    ("1 2\na 1 2\nb 3 4\n", "announces 1 words"),
    ("2 3\na 1 2\nb 3 4\n", "line 2"), ("", "no vectors"), ("5 100000000000\na 1 2\n", "line 2"),
    ("a 1 2\nb 3 4 c\n", "line 2"), ("2 0\n", "no vectors"), ("1 0\na\n", "line 2"),
  ]) func brokenText(text: String, word: String) throws {
    let error = try #require(throws: HornError.self, "\(text)") { try load(text, ["a", "b"]) }
    #expect(error.kind == .format && error.message.hasPrefix("vectors"), "\(error.message)")
    #expect(error.message.contains(word), "\(error.message)")
  }

  @Test func brokenBinary() throws {
    let good = Self.binary([("a", [1, 2]), ("b", [3, 4])])
    for count in [good.count - 2, good.count - 10, 6] {
      let error = try #require(throws: HornError.self) {
        try load(Array(good[..<count]), ["a"], .word2vecBinary)
      }
      #expect(error.message.contains("of 2"), "\(error.message)")
    }
    for (bytes, word) in [
      (Self.binary([("a", [1, .nan])]), "not finite"),
      (Self.binary([("a", [1, 2]), ("b", [3, 4])], claimed: 1), "more behind"),
      (Array("99999999999 3\n".utf8), "word 1 of 99999999999"),
      (Array("2 99999999\na ".utf8), "99999999 numbers"),
    ] {
      let error = try #require(throws: HornError.self) { try load(bytes, ["a"], .word2vecBinary) }
      #expect(error.message.contains(word), "\(error.message)")
    }
  }

  /// The header alone takes no memory: the matrix would have 64 GB.
  @Test func headersWithoutRows() throws {
    let words = (0..<250_000).map(String.init)
    for (header, word) in [("5 65536\n", "ends in word 1 of 5"), ("0 65536\n", "no vectors")] {
      let error = try #require(throws: HornError.self) {
        try load(Array(header.utf8), words, .word2vecBinary)
      }
      #expect(error.message.contains(word), "\(error.message)")
    }
  }

  @Test func wordsThatComeOften() throws {
    let rows = Self.glove + "of 9 9 9\nthe 1 1 1\nof 9 9 9\n"
    let vectors = try load(rows, ["the", "of"])
    #expect(vectors.duplicates == ["of", "the"] && vectors.matrix.floats == [0.5, -1.25, 0.03, 1, 2, 3])
    #expect(vectors.description.hasSuffix("; 2 came more than once"))
  }

  @Test func missingRowsAndLimit() throws {
    let words = ["", "the", "x", "[UNK]", "y"]
    let a = try load(Array(Self.glove.utf8), words, missing: .randomNormal(seed: 5))
    #expect(
      try a.matrix.floats
        == load(Array(Self.glove.utf8), words, missing: .randomNormal(seed: 5)).matrix.floats)
    let rows = (0..<5).map { Array(a.matrix.floats[$0 * 3..<$0 * 3 + 3]) }
    #expect(rows[0] == [0, 0, 0] && rows[1] == [0.5, -1.25, 0.03])
    #expect(rows[2] != rows[3] && rows[3] != rows[4] && !rows[2].contains(0) && !rows[3].contains(0))
    let first = try load(Array(Self.glove.utf8), ["the", "of"], limit: 1)
    #expect(first.missing == ["of"] && first.vectorCount == 1)
    #expect(throws: HornError.self) { try load(Array(Self.glove.utf8), ["the"], limit: 0) }
  }

  @Test func vocabularies() throws {
    let error = try #require(throws: HornError.self) { try load(Self.glove, ["the", "of", "the"]) }
    #expect(error.message == "the vocabulary has \"the\" twice")
    #expect(throws: HornError.self) { try load(Self.glove, []) }
    // Many words, some alike in their first letters.
    let words = (0..<20_000).map { "word-with-a-long-beginning-\($0)" }
    let table = try WordTable(ByteStrings(words))
    for (place, word) in words.enumerated() where place % 7 == 0 {
      #expect(Array(word.utf8).withUnsafeBytes { table.find($0) } == place)
      #expect(Array((word + "x").utf8).withUnsafeBytes { table.find($0) } == nil)
    }
  }

  @Test func embedding() throws {
    let vectors = try load("a 1 2\nb 3 4\n", ["", "a", "b"])
    let layer = try vectors.embedding(maskZero: true, name: "words")
    #expect(!layer.trainable && layer.maskZero && layer.name == "words" && layer.inputDim == 3)
    let y = try layer(Tensor([[2, 0, 1]] as [[Int]]))
    #expect(y.floats == [3, 4, 0, 0, 1, 2] && y.mask?.bools == [true, false, true])
    #expect(try vectors.embedding(trainable: true).trainable)
  }

  /// The numbers are those of strtof, to the last bit.
  @Test func numbersToTheLastBit() throws {
    var generator = MersenneTwister(seed: 17)
    func number(_ limit: UInt64) -> UInt64 { generator.next(upTo: limit - 1) }
    var texts = [
      "16777217", "16777219", "0.1", "3.4028234663852886e38", "3.4028235677973366e38", "1e-45", "7e-46",
      "1.17549435e-38", "1.1754942e-38", "0.000000000000000000000000000000000000000000001",
      "123456789012345678901234567890",
      "0.12345678901234567890123456789", "-0", "+1.5", "5e-324", "1e400", "1e-400",
      "00000000000000000000000001.5",
      "33554433e0", "1.00000005960464477539062500000000000000000000000001", "1.000000059604644775390625",
    ]
    for _ in 0..<20_000 {
      let sign = ["", "-", "+"][Int(number(3))]
      switch number(4) {
      case 0: texts.append("\(sign)\(Float(bitPattern: UInt32(number(0x7f80_0000))))")
      case 1:
        texts.append("\(sign)\(Double(bitPattern: 0x3000_0000_0000_0000 + number(0x2000_0000_0000_0000)))")
      case 2: texts.append("\(sign)\(number(10)).\(number(100_000_000))")
      default: texts.append("\(sign)\(number(1 << 60))e\(Int(number(90)) - 60)")
      }
    }
    for text in texts {
      var value: Float = 0
      let bytes = Array(text.utf8)
      #expect(horn_decimal(bytes, bytes.count, &value) == bytes.count, "\(text)")
      #expect(value.bitPattern == strtof(text, nil).bitPattern, "\(text)")
    }
    for text in ["", ".", "-", "e5", "nan", "inf", "-.e1", "x"] {
      var value: Float = 0
      let bytes = Array(text.utf8)
      #expect(horn_decimal(bytes, bytes.count, &value) == 0, "\(text)")
    }
    var value: Float = 0
    #expect(
      horn_decimal(Array("1e".utf8), 2, &value) == 1 && horn_decimal(Array("2.5e+x".utf8), 6, &value) == 3)
  }
}
