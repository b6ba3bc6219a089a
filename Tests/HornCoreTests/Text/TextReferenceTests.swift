import HornTensor
import Testing

@testable import HornCore

/// The kernels against a plain implementation, on random strings.
@Suite(.serialized) struct TextReferenceTests {
  /// A generator of its own, so that a failure comes again.
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  private static let alphabet: [[UInt8]] = [
    Array("a".utf8), Array("B".utf8), Array("the".utf8), Array(" ".utf8), Array("  ".utf8),
    Array("\t\n".utf8),
    Array(",".utf8), Array("'".utf8), Array("é".utf8), Array("日".utf8), Array("😀".utf8), [0xFF],
    [0xE2, 0x82],
    [0xC0, 0x80], [0xED, 0xA0, 0x80], [0], Array("\u{a0}".utf8), Array("word".utf8), Array("Z9_".utf8),
  ]

  private static func texts(_ count: Int, length: Int, _ random: inout Random) -> [[UInt8]] {
    (0..<count).map { _ in
      (0..<Int.random(in: 0...length, using: &random)).flatMap { _ in
        alphabet.randomElement(using: &random) ?? []
      }
    }
  }

  private static func tokens(
    _ text: [UInt8], lower: Bool, strip: Bool, split: TextSplit, ngrams: [Int]?
  ) -> [[UInt8]] {
    var bytes = text
    if lower { bytes = bytes.map { (65...90).contains($0) ? $0 + 32 : $0 } }
    if strip {
      bytes = bytes.filter {
        !((33...47).contains($0) || (58...64).contains($0) || (91...96).contains($0)
          || (123...126).contains($0))
      }
    }
    let tokens: [[UInt8]] =
      split.name == "whitespace"
      ? bytes.split { $0 == 32 || (9...13).contains($0) }.map(Array.init)
      : String(decoding: bytes, as: UTF8.self).unicodeScalars.map { Array(String($0).utf8) }
    guard let ngrams else { return tokens }
    return ngrams.flatMap { width in
      tokens.count < width
        ? [] : (0...tokens.count - width).map { Array(tokens[$0..<$0 + width].joined(separator: [32])) }
    }
  }

  @Test(arguments: 0..<24)
  func randomTexts(seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 77 &+ 5)
    let threads = Threads.count
    defer { Threads.count = threads }
    let forms: [(TextStandardization?, Bool, Bool)] = [
      (nil, false, false), (.lower, true, false), (.stripPunctuation, false, true),
      (.lowerAndStripPunctuation, true, true),
    ]
    let (standardize, lower, strip) = forms[seed % 4]
    let split: TextSplit = seed % 3 == 0 ? .character : .whitespace
    let ngrams: NGrams? = seed % 5 == 0 ? [2, 1] : seed % 5 == 1 ? 3 : nil
    let limit = seed % 2 == 0 ? nil : 30
    let texts = Self.texts(seed % 6 == 0 ? 3000 : 40, length: seed == 7 ? 4000 : 30, &random)
    var packed = ByteStrings()
    for text in texts { packed.append(utf8: text) }
    let lists = texts.map {
      Self.tokens($0, lower: lower, strip: strip, split: split, ngrams: ngrams?.widths)
    }
    var counts: [[UInt8]: Int] = [:]
    for token in lists.joined() { counts[token, default: 0] += 1 }
    counts[[]] = nil
    counts[Array("[UNK]".utf8)] = nil
    let sorted = counts.sorted { a, b in
      a.value != b.value ? a.value > b.value : b.key.lexicographicallyPrecedes(a.key)
    }
    let vocabulary = sorted.prefix(limit.map { $0 - 2 } ?? sorted.count).map(\.key)
    let places = Dictionary(uniqueKeysWithValues: vocabulary.enumerated().map { ($1, $0 + 2) })
    let expected = lists.map { $0.map { $0.isEmpty ? 0 : places[$0] ?? 1 } }

    for count in [1, 2, 3] {
      Threads.count = count
      let layer = TextVectorization(
        maxTokens: limit, standardize: standardize, split: split, ngrams: ngrams)
      try layer.adapt(packed)
      #expect(layer.vocabularyTerms.map(Array.init) == vocabulary)
      let found = try layer.sequences(packed)
      #expect(found == Sequences(expected))
      #expect(try layer(Tensor(packed)).ints == padSequences(expected, padding: .post).ints)
      let tokens = try layer.tokens(packed)
      #expect(tokens.tokens.map(Array.init) == Array(lists.joined()) && tokens.lengths == lists.map(\.count))
      let short = try TextVectorization(
        standardize: standardize, split: split, ngrams: ngrams, outputSequenceLength: 7,
        vocabulary: layer.vocabularyTerms)(Tensor(packed))
      let cut = padSequences(expected, maxlen: 7, padding: .post, truncating: .post)
      #expect(short.shape == cut.shape && short.ints == cut.ints)
    }
  }

  @Test func aTextOfAMegabyte() throws {
    let word = "Wörter, und "
    let text = String(repeating: word, count: (1 << 20) / word.utf8.count + 1)
    let layer = TextVectorization()
    try layer.adapt([text, "und"])
    #expect(layer.getVocabulary() == ["", "[UNK]", "und", "wörter"])
    let found = try layer([text, ""])
    #expect(found.shape[1] == 2 * (text.utf8.count / word.utf8.count))
    #expect(found.ints.prefix(4) == [3, 2, 3, 2] && found.ints.last == 0)
    let characters = TextVectorization(split: .character, vocabulary: ["ö", "x"])
    let places = try characters([String(repeating: "öx", count: 400_000)]).ints
    #expect(places.count == 800_000 && places[0] == 2 && places[799_999] == 3)
  }

  /// Terms that differ only behind where the tables compare them at once, at a zero, or in their lengths.
  @Test func termsThatLookAlike() throws {
    var random = Random(state: 11)
    let head = Array("abcdefghijklmnopqrstuvwxyz".utf8)
    var words: [[UInt8]] = (1...40).map { length in (0..<length).map { head[$0 % 26] } }
    words += words.map { $0.dropLast() + [0] }.filter { $0.count > 1 }
    words += (1...16).map { Array(repeating: 0, count: $0) }
    words += (900...1100).map { length in (0..<length).map { head[$0 % 26] } }
    words += [5000, 5001, 5002].map { length in (0..<length).map { head[$0 % 26] } }
    words += [Array(repeating: 97, count: 4999) + [98], Array(repeating: 97, count: 5000)]
    words = Array(Set(words)).sorted { $0.lexicographicallyPrecedes($1) }.reversed()

    var texts = ByteStrings()
    var expected: [[Int]] = []
    for _ in 0..<60 {
      let places = (0..<40).map { _ in Int.random(in: 0..<words.count, using: &random) }
      texts.append(utf8: places.map { words[$0] }.joined(separator: [32]))
      expected.append(places)
    }
    texts.append(utf8: words.joined(separator: [32]))
    expected.append(Array(words.indices))
    // Each word once more in order, as often as makes the counts equal, so that the bytes alone decide.
    var counts = [Int](repeating: 0, count: words.count)
    for place in expected.joined() { counts[place] += 1 }
    let most = counts.max() ?? 0
    let missing = counts.indices.flatMap { Array(repeating: $0, count: most - counts[$0]) }
    texts.append(utf8: missing.map { words[$0] }.joined(separator: [9]))
    expected.append(missing)

    let layer = TextVectorization(standardize: nil)
    try layer.adapt(texts)
    // What stands in a failing line is printed whole, and these words are long.
    let terms = layer.vocabularyTerms.map(Array.init)
    let firstWrong = words.indices.first { $0 >= terms.count || terms[$0] != words[$0] }
    #expect(firstWrong == nil && terms.count == words.count)
    let isRight = try layer.sequences(texts) == Sequences(expected.map { $0.map { $0 + 2 } })
    #expect(isRight)
    let lookup = StringLookup(vocabulary: layer.vocabularyTerms)
    var packed = ByteStrings()
    for word in words { packed.append(utf8: word) }
    #expect(try lookup(Tensor(packed)).ints == Array(1...words.count))
    packed = ByteStrings()
    for word in words { packed.append(utf8: word + [46]) }
    #expect(try lookup(Tensor(packed)).ints.allSatisfy { $0 == 0 })
  }
}
