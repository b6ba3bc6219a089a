import Horn

extension Workload {
  /// CoNLL 2003: a tag for each word of a sentence.
  static let namedEntities = Workload(name: "ner", batchSize: 32) { source in
    let train = try TaggedSentence.read(try source.path("conll2003/eng.train"))
    let test = try TaggedSentence.read(try source.path("conll2003/eng.testa"))
    let words = places(Set(train.flatMap(\.words)), from: 2)
    let tags = places(Set(train.flatMap(\.tags)), from: 0)
    func padded(_ rows: some Collection<[Int]>) -> Tensor {
      padSequences(rows, maxlen: 64, padding: .post, truncating: .post)
    }
    func tensors(_ sentences: some Collection<TaggedSentence>) -> (x: Tensor, y: Tensor) {
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

  private static func places(_ words: Set<ArraySlice<UInt8>>, from first: Int) -> [ArraySlice<UInt8>: Int] {
    let sorted = words.sorted { $0.lexicographicallyPrecedes($1) }
    return Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0 + first) })
  }
}

/// A sentence with a tag for each word.
struct TaggedSentence {
  private(set) var words: [ArraySlice<UInt8>] = []
  private(set) var tags: [ArraySlice<UInt8>] = []

  /// Reads lines of word, two tags of other kinds, and tag; an empty line ends a sentence. Words are in small letters.
  static func read(_ path: String) throws -> [TaggedSentence] {
    var sentences: [TaggedSentence] = []
    var current = TaggedSentence()
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
    for (index, line) in try fileBytes(path).split(separator: 0x0a, omittingEmptySubsequences: false)
      .enumerated()
    {
      let fields = line.split(whereSeparator: isSpace)
      guard let word = fields.first, !word.elementsEqual("-DOCSTART-".utf8) else {
        if !current.words.isEmpty { sentences.append(current) }
        current = TaggedSentence()
        continue
      }
      guard fields.count >= 4 else {
        throw HornError(.file, "\(path): line \(index + 1) has fewer than four columns")
      }
      current.words.append(word.map { (0x41...0x5a).contains($0) ? $0 + 32 : $0 }[...])
      current.tags.append(fields[3])
    }
    if !current.words.isEmpty { sentences.append(current) }
    return sentences
  }
}
