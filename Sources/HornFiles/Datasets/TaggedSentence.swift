/// A sentence of CoNLL-2003: words with three tags each.
public struct TaggedSentence: Hashable, Sendable {
  public var words: [String] = []
  /// Parts of speech, such as `NNP`.
  public var partsOfSpeech: [String] = []
  /// Chunks, such as `I-NP`.
  public var chunks: [String] = []
  /// Names, such as `I-PER`.
  public var entities: [String] = []

  public init(
    words: [String] = [], partsOfSpeech: [String] = [], chunks: [String] = [], entities: [String] = []
  ) {
    self.words = words
    self.partsOfSpeech = partsOfSpeech
    self.chunks = chunks
    self.entities = entities
  }

  public var count: Int { words.count }
}
