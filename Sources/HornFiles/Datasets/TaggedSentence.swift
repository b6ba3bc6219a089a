/// A sentence of CoNLL-2003, or of a file of its form: words with up to three tags each.
public struct TaggedSentence: Hashable, Sendable {
  /// The words and punctuation marks, in their order.
  public var words: [String] = []
  /// Parts of speech, such as `NNP`; empty where the file has none.
  public var partsOfSpeech: [String] = []
  /// Chunks, such as `I-NP`; empty where the file has none.
  public var chunks: [String] = []
  /// Names, such as `I-PER`; one for each word.
  public var entities: [String] = []

  /// A sentence of a program's own; whether there are as many tags as words is not looked at.
  public init(
    words: [String] = [], partsOfSpeech: [String] = [], chunks: [String] = [], entities: [String] = []
  ) {
    self.words = words
    self.partsOfSpeech = partsOfSpeech
    self.chunks = chunks
    self.entities = entities
  }

  /// How many words there are.
  public var count: Int { words.count }
}
