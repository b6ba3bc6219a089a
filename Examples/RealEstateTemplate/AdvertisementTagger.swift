import Horn

/// A Bi-LSTM and a CRF that know how tags may follow each other.
struct AdvertisementTagger {
  private let model: Model
  private let words: [String: Int]
  private let shapes: [String: Int]

  /// - Parameter seed: of the words that are taken for unknown in training.
  init(train: [Advertisement], validation: [Advertisement], epochs: Int, seed: Int) throws {
    var counts: [String: Int] = [:]
    for word in train.lazy.flatMap(\.tokens.words) { counts[Tokens.form(word), default: 0] += 1 }
    // 0 pads, 1 stands for what is not known.
    func numbers(_ names: some Sequence<String>) -> [String: Int] {
      Dictionary(uniqueKeysWithValues: names.sorted().enumerated().map { ($1, $0 + 2) })
    }
    words = numbers(counts.filter { $1 > 1 }.keys)
    shapes = numbers(Set(train.lazy.flatMap(\.tokens.words).map(Tokens.shape)))
    model = try Self.model(wordCount: words.count + 2, shapeCount: shapes.count + 2)
    model.compile(
      optimizer: .adam(learningRate: 0.003), loss: .crf,
      metrics: [.custom(SequenceLabeling(tags: Field.tags, scheme: .iob2, name: "f1"))])
    model.summary()
    var inputs = inputs(train.map(\.tokens))
    inputs[0] = Self.withUnknowns(inputs[0], seed: seed)
    try model.fit(
      inputs, Self.targets(train), batchSize: 16, epochs: epochs,
      callbacks: [EarlyStopping(monitor: "val_f1", patience: 3, mode: .max, restoreBestWeights: true)],
      validationData: (self.inputs(validation.map(\.tokens)), Self.targets(validation)))
  }

  private static func model(wordCount: Int, shapeCount: Int) throws -> Model {
    let words = Input(shape: [nil], dtype: .int32, name: "words")
    let shapes = Input(shape: [nil], dtype: .int32, name: "shapes")
    let meanings = Embedding(inputDim: wordCount, outputDim: 48, maskZero: true)(words)
    let forms = Embedding(inputDim: shapeCount, outputDim: 16, maskZero: true)(shapes)
    let both: SymbolicTensor = Dropout(0.3)(Concatenate()([meanings, forms]))
    let read: SymbolicTensor = Bidirectional(LSTM(64, returnSequences: true))(both)
    let tags = CRF(Field.tags.count, constraints: try .iob2(Field.tags))(Dropout(0.3)(read))
    return Model(inputs: [words, shapes], outputs: tags)
  }

  /// One word in ten becomes unknown, so that the model learns to go by what stands around it.
  private static func withUnknowns(_ numbers: Tensor, seed: Int) -> Tensor {
    let isKept = Random.uniform(shape: numbers.shape, seed: seed) .> 0.1
    return `where`(isKept, numbers, minimum(numbers, Tensor([1])))
  }

  /// The numbers of words and of how they are written, `[texts, words]` each, padded with 0.
  private func inputs(_ texts: [Tokens]) -> [Tensor] {
    [
      padSequences(texts.map { $0.words.map { words[Tokens.form($0)] ?? 1 } }, padding: .post),
      padSequences(texts.map { $0.words.map { shapes[Tokens.shape($0)] ?? 1 } }, padding: .post),
    ]
  }

  private static func targets(_ advertisements: [Advertisement]) throws -> Tensor {
    let numbers = Dictionary(uniqueKeysWithValues: Field.tags.enumerated().map { ($1, $0) })
    return padSequences(
      try advertisements.map { try $0.tags.map { numbers[$0] ?? 0 } }, padding: .post)
  }

  /// The tags of texts, each of which has a word.
  func tags(of texts: [Tokens]) throws -> [[String]] {
    let output: Tensor = try model.predict(inputs(texts), batchSize: 64, verbose: 0)
    return try EntityTags.names(output, tags: Field.tags, lengths: texts.map(\.words.count))
  }

  func template(of text: Tokens) throws -> Template {
    Template(text, try EntityTags.spans(of: tags(of: [text])[0], scheme: .iob2))
  }
}
