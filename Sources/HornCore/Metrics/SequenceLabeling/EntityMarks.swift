/// What a tag says of its word beside the kind of the name.
struct EntityMarks: OptionSet, Hashable, Sendable {
  let rawValue: Int

  static let outside = EntityMarks(rawValue: 1)
  static let begin = EntityMarks(rawValue: 2)
  static let inside = EntityMarks(rawValue: 4)
  static let end = EntityMarks(rawValue: 8)
  static let single = EntityMarks(rawValue: 16)
  static let all: EntityMarks = [.outside, .begin, .inside, .end, .single]

  /// The letters of tags, in the order of the list that errors give.
  static let letters: [(mark: EntityMarks, letter: Character)] = [
    (.begin, "B"), (.inside, "I"), (.end, "E"), (.single, "S"),
  ]
}
