import Foundation
import Horn

/// Sentences to train, choose and test taggers with, and the numbers of their words, characters and tags.
struct Corpus: CustomStringConvertible {
  private(set) var train, validation, test: [TaggedSentence]
  /// By number; 0 is `O`.
  let tags: [String]
  let words: [String: Int]
  let characters: [Character: Int]
  private let tagNumbers: [String: Int]

  /// Characters of a word that are read; ``cutWords(_:)`` tells which words have more.
  static let wordLength = 20

  /// The words whose ends are not read where characters are.
  static func cutWords(_ sentences: [[String]]) -> [String] {
    sentences.joined().filter { $0.count > wordLength }
  }

  init(train: [TaggedSentence], validation: [TaggedSentence], test: [TaggedSentence]) {
    (self.train, self.validation, self.test) = (train, validation, test)
    let all = (train + validation + test).flatMap(\.entities)
    tags = ["O"] + Set(all).subtracting(["O"]).sorted()
    tagNumbers = Dictionary(uniqueKeysWithValues: tags.enumerated().map { ($1, $0) })
    // 0 pads, 1 stands for what the training part does not have, or has once: so the models learn what a word that they
    // do not know may be.
    let counts = train.reduce(into: [String: Int]()) { counts, sentence in
      for word in sentence.words { counts[Self.form(word), default: 0] += 1 }
    }
    let known = counts.filter { $0.value > 1 }.keys.sorted()
    words = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0 + 2) })
    let letters = Set(train.flatMap { $0.words.joined() }).sorted()
    characters = Dictionary(uniqueKeysWithValues: letters.enumerated().map { ($1, $0 + 2) })
  }

  /// The parts of CoNLL-2003 in a folder or archive, or one file cut in three; nil for the data set itself, or else a
  /// made-up one.
  ///
  /// - Throws: `HornError` where there is no such file, it has another form, or no names to learn.
  init(path: String?) throws {
    let parts: CoNLLDataset.Parts
    if let path {
      parts = try Self.parts(path)
    } else {
      do {
        parts = try Datasets.conll2003.loadData(scheme: .iob2)
      } catch let error as HornError where error.kind == .network {
        print("CoNLL-2003 cannot be had, so made-up sentences are used. \(error)\n")
        parts = try Datasets.conll2003.madeUp(scheme: .iob2)
      }
    }
    self.init(train: parts.train, validation: parts.validation, test: parts.test)
    guard train.contains(where: { $0.entities.contains { $0 != "O" } }) else {
      throw HornError(
        .value, "\(path ?? "conll2003"): the sentences to train with have no names: all their tags are O")
    }
  }

  private static func parts(_ path: String) throws -> CoNLLDataset.Parts {
    let place = (path as NSString).expandingTildeInPath
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else {
      throw HornError(.file, "\(path): there is no such file or folder")
    }
    if isFolder.boolValue || [".zip", ".tar", ".tar.gz", ".tgz"].contains(where: place.hasSuffix) {
      return try Datasets.conll2003.loadData(path: place, scheme: .iob2)
    }
    let all = try Datasets.conll2003.sentences(path: place, scheme: .iob2)
    let (first, second) = (all.count * 8 / 10, all.count * 9 / 10)
    guard first > 0, second > first, all.count > second else {
      throw HornError(.value, "\(path): \(all.count) sentences are too few to train, choose and test with")
    }
    return (Array(all[..<first]), Array(all[first..<second]), Array(all[second...]))
  }

  func prefix(_ count: Int) -> Corpus {
    Corpus(
      train: Array(train.prefix(count)), validation: Array(validation.prefix(count / 3)),
      test: Array(test.prefix(count / 3)))
  }

  var description: String {
    "\(train.count) sentences to train with, \(validation.count) to choose by, \(test.count) to test with; "
      + "\(words.count) words; tags: \(tags.joined(separator: ", "))"
  }

  /// The form under which a word is looked up: small letters, one digit for all.
  static func form(_ word: String) -> String { String(word.lowercased().map { $0.isNumber ? "0" : $0 }) }

  /// The words of a typed sentence; marks are words of their own.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    for part in text.split(whereSeparator: \.isWhitespace) {
      var rest = part[...]
      var after: [String] = []
      while let first = rest.first, first.isPunctuation, rest.count > 1 {
        words.append(String(first))
        rest.removeFirst()
      }
      while let last = rest.last, ",;:!?.\")]".contains(last), rest.count > 1 {
        after.insert(String(last), at: 0)
        rest.removeLast()
      }
      words.append(String(rest))
      words += after
    }
    return words
  }

  func number(of word: String) -> Int { words[Self.form(word)] ?? 1 }

  /// The numbers of words, `[sentences, words]`, padded with 0.
  func wordNumbers(_ sentences: [[String]]) -> Tensor {
    padSequences(sentences.map { $0.map(number) }, padding: .post)
  }

  /// The numbers of characters, `[sentences, words, wordLength]`, padded with 0.
  func characterNumbers(_ sentences: [[String]]) -> Tensor {
    let longest = sentences.map(\.count).max() ?? 0
    var numbers = [Int32](repeating: 0, count: sentences.count * longest * Self.wordLength)
    for (row, sentence) in sentences.enumerated() {
      for (place, word) in sentence.enumerated() {
        let start = (row * longest + place) * Self.wordLength
        for (index, character) in word.prefix(Self.wordLength).enumerated() {
          numbers[start + index] = Int32(characters[character] ?? 1)
        }
      }
    }
    return Tensor(numbers, shape: [sentences.count, longest, Self.wordLength])
  }

  /// The numbers of tags, `[sentences, words]`, padded with that of `O`.
  func tagNumbers(_ sentences: [TaggedSentence]) -> Tensor {
    padSequences(sentences.map { $0.entities.map { tagNumbers[$0] ?? 0 } }, padding: .post)
  }
}
