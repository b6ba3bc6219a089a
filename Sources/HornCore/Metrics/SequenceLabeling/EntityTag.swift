import HornTensor

/// The tag of a word, taken apart.
struct EntityTag: Hashable, Sendable {
  let mark: EntityMarks
  /// Empty outside of names.
  let kind: Substring

  static let outside = EntityTag(mark: .outside, kind: "")

  private init(mark: EntityMarks, kind: Substring) {
    self.mark = mark
    self.kind = kind
  }

  /// nil where the text is no tag of the scheme.
  init?(_ text: String, scheme: TaggingScheme) {
    if text == "O" {
      self = .outside
      return
    }
    let kind = text.dropFirst(2)
    guard !kind.isEmpty, text.dropFirst().first == "-", let letter = text.first,
      let mark = EntityMarks.letters.first(where: { $0.letter == letter })?.mark, scheme.marks.contains(mark)
    else { return nil }
    self.init(mark: mark, kind: kind)
  }

  /// What an error says of tags of a scheme.
  static func expected(_ scheme: TaggingScheme) -> String {
    let letters = EntityMarks.letters.filter { scheme.marks.contains($0.mark) }.map { "\($0.letter)-" }
    let marks = letters.count == 1 ? "O or \(letters[0])" : "O, or \(letters.joined(separator: " or "))"
    return marks + " and a kind"
  }

  /// The tags of a sentence.
  ///
  /// - Throws: `HornError` with the position of a tag that is none.
  static func all(_ tags: some Collection<String>, scheme: TaggingScheme) throws -> [EntityTag] {
    try tags.enumerated().map { place, text in
      guard let tag = EntityTag(text, scheme: scheme) else {
        throw HornError(
          .value,
          "the tag at position \(place) is \"\(text.prefix(60))\"; expected \(expected(scheme)) (\(scheme.rawValue))"
        )
      }
      return tag
    }
  }
}
