import Foundation
import Horn

/// The words of one language by number: 0 pads, 1 is an unknown word, 2 begins and 3 ends a sentence.
struct Vocabulary {
  static let (unknown, start, end) = (1, 2, 3)
  private let words: [String]
  private let numbers: [String: Int]

  init(of sentences: [String]) {
    var counts: [String: Int] = [:]
    for sentence in sentences { for word in Self.split(sentence) { counts[word, default: 0] += 1 } }
    let sorted = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.map(\.key)
    words = ["", "…", "<start>", "<end>"] + sorted
    numbers = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, $0) })
  }

  var count: Int { words.count }

  /// Lower-case words; punctuation marks are words of their own.
  private static func split(_ sentence: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in sentence.lowercased() {
      if character.isLetter || character.isNumber || character == "'" || character == "’" || character == "-"
      {
        word.append(character)
        continue
      }
      if !word.isEmpty { words.append(word) }
      word = ""
      if !character.isWhitespace { words.append(String(character)) }
    }
    return word.isEmpty ? words : words + [word]
  }

  func tokens(of sentence: String) -> [Int] { Self.split(sentence).map { numbers[$0] ?? Self.unknown } }

  func unknownWords(in sentence: String) -> [String] { Self.split(sentence).filter { numbers[$0] == nil } }

  func sentence(_ tokens: [Int]) -> String {
    var text = ""
    for word in tokens.map({ words[$0] }) {
      let closes = word == "." || word == ","
      text += text.isEmpty || closes ? word : " " + word
    }
    return text
  }

  /// The rows padded behind to one length, `[rows, time]`.
  func padded(_ rows: [[Int]]) -> Tensor { padSequences(Sequences(rows), padding: .post) }
}
