import HornTensor
import Testing

@testable import HornCore

/// IO, IOB1, IOB2, IOE1, IOE2 and IOBES.
@Suite struct EntityTagsTests {
  private func tags(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  @Test(arguments: [
    ("I-PER I-PER O I-LOC", "B-PER I-PER O B-LOC"), ("I-PER B-PER I-PER", "B-PER B-PER I-PER"),
    ("I-PER I-LOC I-LOC", "B-PER B-LOC I-LOC"), ("", ""), ("O O", "O O"),
    ("I-MISC B-MISC B-MISC", "B-MISC B-MISC B-MISC"),
  ]) func betweenTheTwo(iob1: String, iob2: String) throws {
    #expect(try EntityTags.convert(tags(iob1), to: .iob2) == tags(iob2))
    #expect(try EntityTags.convert(tags(iob2), from: .iob2, to: .iob1) == tags(iob1))
  }

  @Test func predictionsThatBreakTheRules() throws {
    #expect(
      try EntityTags.convert(tags("O I-PER I-PER I-LOC O"), from: .iob2, to: .iob2)
        == tags("O B-PER I-PER B-LOC O"))
    #expect(
      try EntityTags.spans(of: tags("B-PER I-ORG I-ORG B-ORG")) == [
        EntitySpan(kind: "PER", words: 0..<1), EntitySpan(kind: "ORG", words: 1..<3),
        EntitySpan(kind: "ORG", words: 3..<4),
      ])
  }

  @Test func neighboursFlowTogetherInIO() throws {
    #expect(try EntityTags.convert(tags("I-PER B-PER I-LOC"), to: .io) == tags("I-PER I-PER I-LOC"))
    #expect(try EntityTags.spans(of: tags("I-PER I-PER I-LOC"), scheme: .io).map(\.words) == [0..<2, 2..<3])
  }

  @Test(arguments: ["PER", "B-", "I", "X-PER", "o", "", "b-PER"]) func notATag(tag: String) throws {
    let error = try #require(throws: HornError.self) { try EntityTags.spans(of: ["O", tag]) }
    #expect(error.message.contains("position 1") && error.message.contains("\"\(tag)\""))
    #expect(throws: HornError.self) { try EntityTags.spans(of: ["B-PER"], scheme: .io) }
  }

  @Test func spansThatCannotBe() {
    for spans in [[2..<2], [0..<2, 1..<3], [2..<5]] as [[Range<Int>]] {
      #expect(throws: HornError.self) {
        try EntityTags.tags(for: spans.map { EntitySpan(kind: "PER", words: $0) }, count: 4)
      }
    }
  }

  @Test func roundTrips() throws {
    var generator = MersenneTwister(seed: 3)
    func number(_ limit: Int) -> Int { Int(generator.next(upTo: UInt64(limit - 1))) }
    for _ in 0..<500 {
      var spans: [EntitySpan] = []
      var place = 0
      while place < 20 {
        place += number(3)
        let end = place + 1 + number(3)
        spans.append(EntitySpan(kind: ["PER", "LOC"][number(2)], words: place..<end))
        place = end
      }
      for scheme in TaggingScheme.allCases where scheme != .io {
        let tags = try EntityTags.tags(for: spans.shuffled(), count: place + 2, scheme: scheme)
        #expect(try EntityTags.spans(of: tags, scheme: scheme) == spans)
        #expect(try EntityTags.violations(of: tags, scheme: scheme).isEmpty, "\(scheme) \(tags)")
        // seqeval's strict IOE1 misses names that end in E.
        if scheme != .ioe1 { #expect(try EntityTags.spans(of: tags, scheme: scheme, mode: .strict) == spans) }
        for other in TaggingScheme.allCases where other != .io {
          let there = try EntityTags.convert(tags, from: scheme, to: other)
          #expect(try EntityTags.convert(there, from: other, to: scheme) == tags)
        }
        let io = try EntityTags.convert(tags, from: scheme, to: .io)
        #expect(
          io.map { $0.suffix(3) } == tags.map { $0.suffix(3) }
            && !io.contains { $0 != "O" && !$0.hasPrefix("I-") })
        #expect(try EntityTags.convert(io, from: .io, to: .io) == io)
      }
    }
  }

  @Test(arguments: [
    (TaggingScheme.iob2, "O I-PER I-PER", [1]), (.iob2, "I-PER O", [0]), (.iob2, "B-PER I-LOC I-LOC", [1]),
    (.iob1, "B-PER", [0]), (.iob1, "I-PER B-PER B-LOC", [2]), (.ioe1, "I-PER E-PER", [2]),
    (.ioe2, "I-PER O I-PER", [1, 3]), (.iobes, "B-PER O E-PER I-LOC", [1, 2, 3, 4]),
    (.iobes, "S-PER B-PER E-PER", []), (.io, "I-PER I-LOC", []),
  ]) func violations(scheme: TaggingScheme, text: String, places: [Int]) throws {
    #expect(try EntityTags.violations(of: tags(text), scheme: scheme).map(\.position) == places)
    #expect(try EntityTags.violations(of: [], scheme: scheme).isEmpty)
  }

  @Test func namesOfPredictions() throws {
    let names = ["[PAD]", "O", "B-PER"]
    let numbers = Tensor([2, 1, 0, 1, 2, 2], shape: [2, 3])
    #expect(
      try EntityTags.names(numbers, tags: names, lengths: [1, 3]) == [["B-PER"], ["O", "B-PER", "B-PER"]])
    #expect(
      try EntityTags.names(numbers, tags: names, lengths: [2, 0], padding: .pre) == [["O", "O"], []])
    #expect(try EntityTags.names(oneHot(numbers, 3), tags: names, lengths: [1, 1]) == [["B-PER"], ["O"]])
    let error = try #require(throws: HornError.self) {
      try EntityTags.names(numbers, tags: names, lengths: [1, 4])
    }
    #expect(error.message.contains("sentence 1 has 4 words"))
    #expect(throws: HornError.self) { try EntityTags.names(numbers, tags: ["O"], lengths: [1, 1]) }
    #expect(throws: HornError.self) { try EntityTags.names(numbers, tags: names, lengths: [1]) }
  }
}
