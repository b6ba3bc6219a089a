import Horn

/// The words of a text and where they stand in it: the same cut for made-up advertisements and typed ones.
///
/// Runs of letters and runs of digits are words, and so is each other character: `190m2` has three words.
struct Tokens: Sendable {
  let text: String
  let words: [String]
  /// The bytes of each word in the text's UTF-8.
  let places: [Range<Int>]

  private enum Class { case letter, digit, space, other }

  init(_ text: String) {
    self.text = text
    var (words, places): ([String], [Range<Int>]) = ([], [])
    var (last, offset) = (Class.space, 0)
    for character in text {
      let next = Self.kind(of: character)
      let size = character.utf8.count
      if next != .space {
        if next == last, next != .other {
          words[words.count - 1].append(character)
          places[places.count - 1] = places[places.count - 1].lowerBound..<offset + size
        } else {
          words.append(String(character))
          places.append(offset..<offset + size)
        }
      }
      (last, offset) = (next, offset + size)
    }
    (self.words, self.places) = (words, places)
  }

  private static func kind(of character: Character) -> Class {
    if character.isWhitespace { return .space }
    if character.isLetter { return .letter }
    return character.isASCII && character.isNumber ? .digit : .other
  }

  /// The form under which a word is looked up: small letters, one digit for all.
  static func form(_ word: String) -> String { String(word.lowercased().map { $0.isNumber ? "0" : $0 }) }

  /// How a word is written: `X` for VILLA, `Xx` for Villa, `x` for villa, `00` for two digits, other characters as
  /// they are.
  static func shape(_ word: String) -> String {
    guard let first = word.first else { return "" }
    if first.isNumber { return String(repeating: "0", count: word.count) }
    guard first.isLetter else { return word }
    guard first.isUppercase else { return "x" }
    return word.count == 1 ? "X." : word.dropFirst().contains(where: \.isLowercase) ? "Xx" : "X"
  }

  /// What stands in the text from the first of these words to the last, line breaks as spaces.
  func text(of words: Range<Int>) -> String {
    let bytes = Array(text.utf8)[
      places[words.lowerBound].lowerBound..<places[words.upperBound - 1].upperBound]
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
