/// A sentence of CoNLL-2003, or of a file of its form: words with up to three tags each.
public struct TaggedSentence: Hashable, Sendable {
  public var words: [String] = []
  /// Parts of speech, such as `NNP`; empty where the file has none.
  public var partsOfSpeech: [String] = []
  /// Chunks, such as `I-NP`; empty where the file has none.
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
