import Horn

/// Something that gives each word of a sentence a tag.
protocol SentenceTagger {
  func tags(of sentences: [[String]]) throws -> [[String]]
}

/// The models of the lab, from the plainest to the best.
enum Tagger: String, CaseIterable, Sendable {
  case baseline, mlp, rnn
  case biRNN = "bi-rnn"
  case biLSTM = "bi-lstm"
  case crf
  case charCRF = "char-crf"

  var title: String {
    switch self {
    case .baseline: "logistic regression over features of a word and its neighbours"
    case .mlp: "a window of five words, two Dense"
    case .rnn: "SimpleRNN(100)"
    case .biRNN: "Bidirectional(SimpleRNN(100))"
    case .biLSTM: "two Bidirectional(LSTM(100))"
    case .crf: "Bidirectional(LSTM(100)), CRF"
    case .charCRF:
      "characters: TimeDistributed(Bidirectional(LSTM(25))); with words: Bidirectional(LSTM(100)), CRF"
    }
  }

  func train(_ corpus: Corpus, epochs: Int) throws -> any SentenceTagger {
    switch self {
    case .baseline: try BaselineTagger(corpus)
    case .mlp: try WindowTagger(corpus, epochs: epochs)
    default: try SequenceTagger(self, corpus, epochs: epochs)
    }
  }
}
