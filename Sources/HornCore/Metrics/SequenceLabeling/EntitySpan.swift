import HornTensor

/// A name in a sentence: its kind and its words.
public struct EntitySpan: Hashable, Sendable {
  /// Such as `PER` or `LOC`.
  public let kind: String
  /// The places of its words in the sentence, counted from 0.
  public let words: Range<Int>

  /// - Parameter words: the places of its words in the sentence, counted from 0.
  public init(kind: String, words: Range<Int>) {
    self.kind = kind
    self.words = words
  }
}
