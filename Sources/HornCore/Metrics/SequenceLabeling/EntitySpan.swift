import HornTensor

/// A name in a sentence: its kind and its words.
public struct EntitySpan: Hashable, Sendable {
  /// Such as `PER` or `LOC`.
  public let kind: String
  /// The places of its words in the sentence.
  public let words: Range<Int>

  public init(kind: String, words: Range<Int>) {
    self.kind = kind
    self.words = words
  }
}
