import HornTensor

/// The tokens of texts: a list of words for each text, kept in one block of memory, as bytes.
///
///     let tokens = try vectorizer.tokens(["A good film!", "Boring."])
///     print(tokens[0])  // ["a", "good", "film"]
public struct TokenSequences: RandomAccessCollection, Hashable, Sendable {
  /// The tokens of all texts, one after the other.
  public let tokens: ByteStrings
  /// Where the tokens of each text begin in ``tokens``, and the end of the last ones.
  package let offsets: [Int]

  package init(tokens: ByteStrings, offsets: [Int]) {
    self.tokens = tokens
    self.offsets = offsets
  }

  /// The tokens of each text.
  public init(_ texts: some Sequence<[String]>) {
    var tokens = ByteStrings()
    var offsets = [0]
    for text in texts {
      for token in text { tokens.append(token) }
      offsets.append(tokens.count)
    }
    self.init(tokens: tokens, offsets: offsets)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { offsets.count - 1 }

  /// The tokens of one text; what is not valid UTF-8 becomes U+FFFD.
  public subscript(index: Int) -> [String] {
    (offsets[index]..<offsets[index + 1]).map { tokens.string(at: $0) }
  }

  /// How many tokens each text has.
  public var lengths: [Int] { indices.map { offsets[$0 + 1] - offsets[$0] } }
}
