import Horn

extension Workload {
  /// CoNLL 2003: a tag for each word of a sentence.
  static let namedEntities = Workload(name: "ner", batchSize: 32) { source in
    let train = try sentences(try source.path("conll2003/eng.train"))
    let test = try sentences(try source.path("conll2003/eng.testa"))
    let words = places(Set(train.flatMap(\.words)), from: 2)
    let tags = places(Set(train.flatMap(\.tags)), from: 0)
    func padded(_ rows: some Collection<[Int]>) -> Tensor {
      padSequences(rows, maxlen: 64, padding: .post, truncating: .post)
    }
    func tensors(_ sentences: some Collection<(words: [String], tags: [String])>) -> (x: Tensor, y: Tensor) {
      (
        padded(sentences.map { $0.words.map { words[$0] ?? 1 } }),
        padded(sentences.map { $0.tags.map { tags[$0] ?? 0 } })
      )
    }
    let ((x, y), (xTest, yTest)) = (tensors(train.prefix(6400)), tensors(test))
    return WorkloadData(
      x: x, y: y, xTest: xTest, yTest: yTest, wordCount: words.count + 2, classCount: tags.count)
  } makeModel: { data in
    let model = Sequential([
      Input(shape: [64], dtype: .int32),
      Embedding(inputDim: data.wordCount, outputDim: 100, maskZero: true),
      Bidirectional(LSTM(64, returnSequences: true)),
      Bidirectional(LSTM(64, returnSequences: true)),
      Dense(data.classCount, activation: .softmax),
    ])
    model.compile(
      optimizer: .adam(learningRate: 1e-3), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    return model
  } operations: { data in
    var count = Count()
    let steps = liveSteps(data.x)
    for inputs in [100, 100, 128, 128] { count.recurrent(gates: 4, inputs: inputs, units: 64, steps: steps) }
    count.dense(inputs: 128, units: data.classCount, rows: steps)
    return count.operations
  }

  private static func sentences(_ path: String) throws -> [(words: [String], tags: [String])] {
    try Datasets.conll2003.sentences(path: path).map { ($0.words.map { $0.lowercased() }, $0.entities) }
  }

  private static func places(_ words: Set<String>, from first: Int) -> [String: Int] {
    let sorted = words.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    return Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0 + first) })
  }
}
