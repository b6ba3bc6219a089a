import Horn

/// A recurrent network over a sentence.
struct SequenceTagger: SentenceTagger {
  private let kind: Tagger
  private let model: Model
  private let corpus: Corpus

  init(_ kind: Tagger, _ corpus: Corpus, epochs: Int) throws {
    (self.kind, self.corpus) = (kind, corpus)
    model = try Self.model(kind, corpus)
    let f1 = SequenceLabeling(tags: corpus.tags, scheme: .iob2, name: "f1")
    let isChain = kind == .crf || kind == .charCRF
    model.compile(
      optimizer: .adam(learningRate: 0.002), loss: isChain ? .crf : .sparseCategoricalCrossentropy,
      metrics: [.accuracy, .custom(f1)])
    model.summary()
    try model.fit(
      inputs(corpus.train.map(\.words)), corpus.tagNumbers(corpus.train), batchSize: 32, epochs: epochs,
      callbacks: [
        ReduceLROnPlateau(monitor: "val_f1", factor: 0.3, patience: 1, mode: .max),
        EarlyStopping(monitor: "val_f1", patience: 3, mode: .max, restoreBestWeights: true),
      ],
      validationData: (inputs(corpus.validation.map(\.words)), corpus.tagNumbers(corpus.validation)))
  }

  private func inputs(_ sentences: [[String]]) -> [Tensor] {
    let words = corpus.wordNumbers(sentences)
    return kind == .charCRF ? [words, corpus.characterNumbers(sentences)] : [words]
  }

  func tags(of sentences: [[String]]) throws -> [[String]] {
    var output: Tensor = try model.predict(inputs(sentences), batchSize: 64, verbose: 0)
    if output.rank == 3 { output = argmax(output, axis: -1) }
    let numbers = output.ints
    let width = output.shape[1]
    return sentences.enumerated().map { row, sentence in
      sentence.indices.map { corpus.tags[numbers[row * width + $0]] }
    }
  }

  private static func model(_ kind: Tagger, _ corpus: Corpus) throws -> Model {
    let words = Input(shape: [nil], dtype: .int32, name: "words")
    let known = Embedding(inputDim: corpus.words.count + 2, outputDim: 100, maskZero: true)(words)
    let count = corpus.tags.count
    switch kind {
    case .rnn:
      let x: SymbolicTensor = SimpleRNN(100, returnSequences: true)(Dropout(0.5)(known))
      return Model(inputs: words, outputs: Dense(count, activation: .softmax)(x))
    case .biRNN:
      let x: SymbolicTensor = Bidirectional(SimpleRNN(100, returnSequences: true))(Dropout(0.5)(known))
      return Model(inputs: words, outputs: Dense(count, activation: .softmax)(Dropout(0.5)(x)))
    case .biLSTM:
      let x: SymbolicTensor = Bidirectional(LSTM(100, returnSequences: true))(Dropout(0.5)(known))
      let y: SymbolicTensor = Bidirectional(LSTM(100, returnSequences: true))(Dropout(0.5)(x))
      return Model(inputs: words, outputs: Dense(count, activation: .softmax)(Dropout(0.5)(y)))
    case .crf:
      let x: SymbolicTensor = Bidirectional(LSTM(100, returnSequences: true))(Dropout(0.5)(known))
      return Model(inputs: words, outputs: try chain(Dropout(0.5)(x), corpus))
    default:
      let characters = Input(shape: [nil, Corpus.wordLength], dtype: .int32, name: "characters")
      let letters = Embedding(inputDim: corpus.characters.count + 2, outputDim: 25, maskZero: true)
      let spelled = TimeDistributed(
        Sequential([Input(shape: [Corpus.wordLength], dtype: .int32), letters, Bidirectional(LSTM(25))]))(
          characters)
      let both: SymbolicTensor = Concatenate()([known, spelled])
      let x: SymbolicTensor = Bidirectional(LSTM(100, returnSequences: true))(Dropout(0.5)(both))
      return Model(inputs: [words, characters], outputs: try chain(Dropout(0.5)(x), corpus))
    }
  }

  private static func chain(_ x: SymbolicTensor, _ corpus: Corpus) throws -> SymbolicTensor {
    CRF(corpus.tags.count, constraints: try .iob2(corpus.tags))(x)
  }
}
