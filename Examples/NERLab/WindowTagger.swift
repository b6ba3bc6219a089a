import Horn

/// A network without a memory: it sees a word and the two on either side.
struct WindowTagger: SentenceTagger {
  private let model: Sequential
  private let corpus: Corpus
  private static let reach = 2

  init(_ corpus: Corpus, epochs: Int) throws {
    self.corpus = corpus
    model = Sequential([
      Input(shape: [2 * Self.reach + 1], dtype: .int32),
      Embedding(inputDim: corpus.words.count + 2, outputDim: 100),
      Flatten(), Dropout(0.5), Dense(100, activation: .relu),
      Dense(corpus.tags.count, activation: .softmax),
    ])
    model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    model.summary()
    func labels(_ sentences: [TaggedSentence]) -> Tensor {
      Tensor(sentences.flatMap { sentence in sentence.entities.map { corpus.tags.firstIndex(of: $0) ?? 0 } })
    }
    try model.fit(
      Self.windows(corpus.train.map(\.words), corpus), labels(corpus.train), batchSize: 128, epochs: epochs,
      callbacks: [EarlyStopping(monitor: "val_loss", patience: 2, restoreBestWeights: true)],
      validationData: (Self.windows(corpus.validation.map(\.words), corpus), labels(corpus.validation)))
  }

  func tags(of sentences: [[String]]) throws -> [[String]] {
    let scores = try model.predict(Self.windows(sentences, corpus), batchSize: 512, verbose: 0)
    var all = argmax(scores, axis: -1).ints[...]
    return sentences.map { sentence in
      defer { all = all.dropFirst(sentence.count) }
      return all.prefix(sentence.count).map { corpus.tags[$0] }
    }
  }

  private static func windows(_ sentences: [[String]], _ corpus: Corpus) -> Tensor {
    var numbers: [Int32] = []
    for sentence in sentences {
      let own = sentence.map { Int32(corpus.number(of: $0)) }
      for index in own.indices {
        for place in index - reach...index + reach {
          numbers.append(own.indices.contains(place) ? own[place] : 0)
        }
      }
    }
    return Tensor(numbers, shape: [numbers.count / (2 * reach + 1), 2 * reach + 1])
  }
}
