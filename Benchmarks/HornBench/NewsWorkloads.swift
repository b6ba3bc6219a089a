import Horn

extension Workload {
  /// AG News: four classes from titles, or from titles and descriptions.
  static let news: [Workload] = [
    news("ag_title", titles: true, isMasked: false, batchSize: 16, gates: 1, units: [16]) { _ in SimpleRNN(16)
    },
    news("ag_mask", isMasked: true, batchSize: 16, gates: 1, units: [16]) { _ in SimpleRNN(16) },
    news("ag_lstm", isMasked: false, batchSize: 8, gates: 4, units: [8]) { _ in LSTM(8) },
    news("ag_lstm_buckets", isMasked: false, batchSize: 8, gates: 4, units: [8], inBuckets: true) { _ in
      LSTM(8)
    },
    bidirectionalNews("ag_bilstm"), bidirectionalNews("ag_bilstm_buckets", inBuckets: true),
  ]

  private static func bidirectionalNews(_ name: String, inBuckets: Bool = false) -> Workload {
    news(
      name, dimension: 128, isMasked: true, batchSize: 16, samples: 3200, gates: 4, units: [64, 64],
      directions: 2,
      inBuckets: inBuckets
    ) { index in Bidirectional(LSTM(64, returnSequences: index == 0)) }
  }

  private static func news(
    _ name: String, titles: Bool = false, dimension: Int = 64, isMasked: Bool, batchSize: Int,
    samples: Int = 9600,
    gates: Int, units: [Int], directions: Int = 1, inBuckets: Bool = false,
    layer: @escaping @Sendable (_ index: Int) -> Layer
  ) -> Workload {
    let words = 20_000
    let length = titles ? 16 : 80
    return Workload(name: name, batchSize: batchSize) { source in
      let (train, test) = try Datasets.agNews.loadData(
        trainPath: try source.path("ag_news/train_partial.csv"), testPath: try source.path("ag_news/test.csv")
      )
      func texts(_ items: NewsItems) -> (texts: Tensor, labels: Tensor) {
        titles ? (Tensor(items.titled.titles), items.titled.y) : (items.texts(), items.y)
      }
      let (known, unknown) = (texts(train), texts(test))
      let vectorizer = TextVectorization(maxTokens: words, outputSequenceLength: length)
      try vectorizer.adapt(titles ? known.texts[0..<2000] : known.texts)
      var data = WorkloadData(
        x: try vectorizer(known.texts[0..<samples]), y: known.labels[0..<samples],
        xTest: try vectorizer(unknown.texts[0..<min(samples, unknown.labels.elementCount)]),
        yTest: unknown.labels[0..<min(samples, unknown.labels.elementCount)])
      if inBuckets {
        let rows = try vectorizer.sequences(known.texts.byteStrings).prefix(samples)
        data.batches = buckets(rows.map { Array($0.prefix(length)) }, known.labels.ints, batchSize)
      }
      return data
    } makeModel: { _ in
      let model = Sequential {
        Input(shape: [inBuckets ? nil : length], dtype: .int32)
        Embedding(inputDim: words, outputDim: dimension, maskZero: isMasked)
        for index in units.indices { layer(index) }
        Dense(4, activation: .softmax)
      }
      model.compile(
        optimizer: .adam(learningRate: 1e-3), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
      return model
    } operations: { data in
      var count = Count()
      let steps = isMasked || inBuckets ? liveSteps(data.x) : data.x.elementCount
      var inputs = dimension
      for size in units {
        for _ in 0..<directions { count.recurrent(gates: gates, inputs: inputs, units: size, steps: steps) }
        inputs = directions * size
      }
      count.dense(inputs: inputs, units: 4, rows: data.x.shape[0])
      return count.operations
    }
  }

  /// Batches of rows that are about equally long; they are made in the first epoch, and come in a new order in each.
  private static func buckets(_ rows: [[Int]], _ labels: [Int], _ batchSize: Int) -> Dataset<(Tensor, Tensor)>
  {
    Dataset(zip(rows, labels).map { ($0, $1) }).shuffle(rows.count).bucketBySequenceLength(
      { row, _ in row.count }, bucketBoundaries: Array(stride(from: 16, through: 80, by: 8)),
      bucketBatchSizes: Array(repeating: batchSize, count: 10)
    ).cache().shuffle(rows.count / batchSize)
  }
}
