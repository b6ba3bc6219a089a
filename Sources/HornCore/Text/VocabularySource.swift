import HornTensor

/// What a vocabulary is given as: an array of terms, or the path of a text file with one term a line.
///
///     TextVectorization(vocabulary: ["film", "good"])
///     TextVectorization(vocabulary: "vocabulary.txt")
public protocol VocabularySource {
  /// The terms, or the path of a file that has them.
  var vocabularyForm: VocabularyForm { get }
}

/// A vocabulary with the form in which it was given.
public enum VocabularyForm: Hashable, Sendable {
  case strings(ByteStrings)
  case integers([Int])
  /// The path of a file.
  case file(String)
}

/// What an array must hold to be a vocabulary.
public protocol VocabularyTerm {
  /// A vocabulary of these terms, in this order.
  static func vocabularyForm(_ terms: [Self]) -> VocabularyForm
}

extension String: VocabularySource, VocabularyTerm {
  public var vocabularyForm: VocabularyForm { .file(self) }
  public static func vocabularyForm(_ terms: [String]) -> VocabularyForm { .strings(ByteStrings(terms)) }
}

extension Int: VocabularyTerm {
  public static func vocabularyForm(_ terms: [Int]) -> VocabularyForm { .integers(terms) }
}

extension Array: VocabularySource where Element: VocabularyTerm {
  public var vocabularyForm: VocabularyForm { Element.vocabularyForm(self) }
}

extension ByteStrings: VocabularySource {
  public var vocabularyForm: VocabularyForm { .strings(self) }
}

extension Tensor: VocabularySource {
  /// The elements in row-major order: strings, or integers, to which other numbers are cut.
  public var vocabularyForm: VocabularyForm {
    dtype == .string ? .strings(byteStrings) : .integers(ints)
  }
}
