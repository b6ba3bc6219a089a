import Horn
import Testing

@testable import real_estate_template

@Suite struct AdvertisementTests {
  private static func made(
    _ part: AdvertisementMaker.Part, _ count: Int, seed: Int = 1
  ) throws -> [Advertisement] {
    var maker = AdvertisementMaker(part: part, seed: seed)
    return try maker.advertisements(count)
  }

  @Test(arguments: [AdvertisementMaker.Part.train, .validation, .test])
  func tagsSayWhereTheNamesAre(_ part: AdvertisementMaker.Part) throws {
    var seen: Set<String> = []
    for advertisement in try Self.made(part, 300) {
      let tags = try advertisement.tags
      #expect(tags.count == advertisement.tokens.words.count)
      #expect(tags.allSatisfy(Field.tags.contains))
      #expect(try EntityTags.violations(of: tags, scheme: .iob2).isEmpty)
      let spans = try EntityTags.spans(of: tags, scheme: .iob2)
      #expect(Set(spans) == Set(advertisement.spans) && spans.count == advertisement.spans.count)
      for span in spans {
        let text = advertisement.tokens.text(of: span.words)
        #expect(Self.fits(text, span.kind), "\(span.kind): \(text)")
        #expect(
          advertisement.tokens.text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(
            text))
        seen.insert(span.kind)
      }
      #expect(advertisement.template[.type] != nil && advertisement.template[.place] != nil)
      #expect(!advertisement.tokens.text.contains { "[]{}|".contains($0) }, "\(advertisement.tokens.text)")
    }
    #expect(seen == Set(Field.allCases.map(\.kind)))
  }

  /// Whether a text looks like what the field is.
  private static func fits(_ text: String, _ kind: String) -> Bool {
    let digits = text.filter { $0.isASCII && $0.isNumber }
    let currencies = ["€", "$", "£", "euro", "EUR", "Euro"]
    switch kind {
    case "REFERENCE": return digits.count >= 3
    case "TYPE": return Language.all.contains { $0.types.contains { $0.name == text.lowercased() } }
    case "PLACE": return Language.all.contains { $0.places.contains(text) }
    case "POSTCODE": return digits.count == 5 || text.contains(" ")
    case "PRICE": return digits.count >= 4 && currencies.contains(where: text.contains)
    case "SURFACE": return (2...5).contains(digits.count) && text.contains(where: \.isLetter)
    case "YEAR": return digits == text && (1750..<2026).contains(Int(text) ?? 0)
    case "ROOMS":
      let words = Language.all.flatMap(\.numbers)
      return words.contains(text.lowercased()) || (1...14).contains(Int(text) ?? 0)
    case "OWNER": return text.contains(" ") && digits.isEmpty
    case "TELEPHONE": return (10...12).contains(digits.count)
    default: return false
    }
  }

  @Test func sameSeedSameAdvertisements() throws {
    let texts = try Self.made(.train, 50).map(\.tokens.text)
    #expect(try texts == Self.made(.train, 50).map(\.tokens.text))
    #expect(try texts != Self.made(.train, 50, seed: 2).map(\.tokens.text))
    #expect(Set(texts).count == 50)
    let lengths = try Self.made(.train, 200).map(\.tokens.words.count)
    #expect((lengths.min() ?? 0) >= 8 && (lengths.max() ?? 999) < 250)
  }

  @Test func partsShareNoSentences() throws {
    let parts = try [AdvertisementMaker.Part.train, .validation, .test].map { part in
      try (1...2).flatMap { try Self.made(part, 400, seed: $0) }.flatMap(\.sentences)
    }
    let sets = parts.map(Set.init)
    #expect(
      sets[0].isDisjoint(with: sets[1]) && sets[0].isDisjoint(with: sets[2])
        && sets[1].isDisjoint(with: sets[2]))
    #expect(sets.allSatisfy { $0.count > 2000 })
  }

  @Test func someNamesAreNewInTheTest() throws {
    func places(_ part: AdvertisementMaker.Part) throws -> Set<String> {
      Set(try Self.made(part, 600).compactMap { $0.template[.place] })
    }
    let (train, test) = (try places(.train), try places(.test))
    let new = test.subtracting(train)
    #expect(train.allSatisfy(AdvertisementMaker.isKnown) && train.count > 60)
    #expect(new.count > 15 && new.allSatisfy { !AdvertisementMaker.isKnown($0) })
  }

  @Test func patternsHaveKnownSlots() {
    let slots = Set(
      Field.allCases.map(\.rawValue) + [
        "Type", "Rooms", "roomsDigits", "adj", "Adj", "this", "This", "e", "small", "minutes", "land",
        "land0",
        "later", "fee", "letter", "elsewhere", "someone",
      ])
    for language in Language.all {
      let patterns = [
        language.headings, language.references, language.surfaces, language.rooms, language.years,
        language.prices, language.contacts, language.mentions, language.remarks,
      ].joined()
      #expect(patterns.count > 40)
      for pattern in patterns {
        for part in pattern.split(separator: "{", omittingEmptySubsequences: false).dropFirst() {
          #expect(slots.contains(String(part.prefix { $0 != "}" })), "\(pattern)")
        }
        #expect(pattern.count { $0 == "[" } == pattern.count { $0 == "]" }, "\(pattern)")
      }
    }
  }

  @Test func wordsOfATypedText() {
    let tokens = Tokens("Villa d'été,\n190m2 (06000) 06.43. 43 m²")
    #expect(
      tokens.words == [
        "Villa", "d", "'", "été", ",", "190", "m", "2", "(", "06000", ")", "06", ".", "43", ".", "43", "m",
        "²",
      ])
    #expect(tokens.text(of: 0..<1) == "Villa" && tokens.text(of: 0..<4) == "Villa d'été")
    #expect(tokens.text(of: 3..<8) == "été, 190m2" && tokens.text(of: 11..<16) == "06.43. 43")
    #expect(Tokens(" \n").words.isEmpty)
    #expect(Tokens.form("VENCE") == "vence" && Tokens.form("2005") == "0000")
    #expect(
      ["VILLA", "Villa", "villa", "12", "A", "€"].map(Tokens.shape) == ["X", "Xx", "x", "00", "X.", "€"])
  }

  @Test func templateTakesTheFirstName() {
    let tokens = Tokens("Villa à Nice. Près de Nice Nord, 4 pièces")
    let template = Template(
      tokens,
      [
        EntitySpan(kind: "PLACE", words: 6..<8), EntitySpan(kind: "PLACE", words: 2..<3),
        EntitySpan(kind: "ROOMS", words: 9..<10), EntitySpan(kind: "OTHER", words: 0..<1),
      ])
    #expect(template.object == ["place": "Nice", "rooms": "4"])
    #expect(
      template.description.contains("Place:       Nice\n")
        && template.description.contains("Price:       —\n"))
  }

  @Test func evaluationCountsRightTemplates() throws {
    let advertisements = try Self.made(.test, 40)
    var tags = try advertisements.map { try $0.tags }
    let perfect = try Evaluation(advertisements, tags: tags)
    #expect(perfect.rightShare == 1 && perfect.scores.micro.f1 == 1)
    // One template loses its type, and has it wrong; another loses all.
    tags[0] = tags[0].map { $0.hasSuffix("-TYPE") ? "O" : $0 }
    tags[1] = tags[1].map { _ in "O" }
    let worse = try Evaluation(advertisements, tags: tags)
    #expect(worse.rightTemplates == 38 && worse.templateCount == 40 && worse.scores.micro.f1 < 1)
    #expect(worse.scores["TYPE"]?.precision == 1 && (worse.scores["TYPE"]?.recall ?? 1) < 1)
    #expect(worse.table.contains("95.0 %"))
  }
}
