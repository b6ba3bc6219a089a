/// How advertisements are put in one language.
///
/// Patterns have alternatives `[one|another|]` and slots `{slot}`, which ``AdvertisementMaker`` fills.
struct Language: Sendable {
  /// What is sold, and whether the word is feminine.
  let types: [(name: String, isFeminine: Bool)]
  let places: [String]
  let firstNames, lastNames: [String]
  /// Words for 1, 2, 3, …
  let numbers: [String]
  /// Masculine and feminine.
  let adjectives: [(String, String)]
  let headings, references, surfaces, rooms, years, prices, contacts: [String]
  /// Sentences that name type or place again.
  let mentions: [String]
  /// Sentences without a name that the template wants; many have numbers, places and persons that it does not.
  let remarks: [String]
  let isFrench: Bool

  static let all: [Language] = [.french, .english]
}
