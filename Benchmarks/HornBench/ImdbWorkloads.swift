import Horn

extension Workload {
  /// The IMDB reviews as word ranks, through simple recurrent layers.
  static let imdb: [Workload] = [
    imdbIdentity("imdb30", words: 20_000, length: 30, dimension: 50),
    imdbIdentity("imdb80", words: 20_000, length: 80, dimension: 50),
    imdbIdentity("imdb80small", words: 5_000, length: 80, dimension: 20),
    imdbTanh("imdb256", units: [32]),
    imdbTanh("imdb256x2", units: [8, 8]),
  ]

  private static func imdbIdentity(_ name: String, words: Int, length: Int, dimension: Int) -> Workload {
    Workload(name: name, batchSize: 32) { source in
      try loadImdb(source, words: words, length: length, padding: .pre)
    } makeModel: { _ in
      let model = Sequential([
        Input(shape: [length], dtype: .int32),
        Embedding(inputDim: words, outputDim: dimension),
        SimpleRNN(
          5, activation: .relu, kernelInitializer: .randomNormal(stddev: 0.001),
          recurrentInitializer: .identity(gain: 1)),
        Dense(1, activation: .sigmoid),
      ])
      model.compile(optimizer: .rmsprop(learningRate: 1e-4), loss: .binaryCrossentropy, metrics: [.accuracy])
      return model
    } operations: { data in
      var count = Count()
      count.recurrent(gates: 1, inputs: dimension, units: 5, steps: data.x.elementCount)
      count.dense(inputs: 5, units: 1, rows: data.x.shape[0])
      return count.operations
    }
  }

  private static func imdbTanh(_ name: String, units: [Int]) -> Workload {
    let words = 10_000
    return Workload(name: name, batchSize: 128) { source in
      try loadImdb(source, words: words, length: 256, padding: .post)
    } makeModel: { _ in
      let model = Sequential {
        Input(shape: [256], dtype: .int32)
        Embedding(inputDim: words, outputDim: 32)
        for (index, count) in units.enumerated() {
          SimpleRNN(count, returnSequences: index < units.count - 1)
        }
        Dense(1, activation: .sigmoid)
      }
      model.compile(optimizer: .rmsprop(learningRate: 1e-3), loss: .binaryCrossentropy, metrics: [.accuracy])
      return model
    } operations: { data in
      var count = Count()
      for (inputs, size) in zip([32] + units, units) {
        count.recurrent(gates: 1, inputs: inputs, units: size, steps: data.x.elementCount)
      }
      count.dense(inputs: units[units.count - 1], units: 1, rows: data.x.shape[0])
      return count.operations
    }
  }

  /// Reviews padded behind and masked: only words cost time.
  static let reviews = Workload(name: "reviews", batchSize: 32) { source in
    try loadReviews(source)
  } makeModel: { _ in
    let model = Sequential([
      Input(shape: [250], dtype: .int32),
      Embedding(inputDim: 1000, outputDim: 64, maskZero: true),
      SimpleRNN(64),
      Dense(64, activation: .relu),
      Dense(1, activation: .sigmoid),
    ])
    model.compile(optimizer: .sgd(learningRate: 1e-3), loss: .binaryCrossentropy, metrics: [.accuracy])
    return model
  } operations: { data in
    var count = Count()
    count.recurrent(gates: 1, inputs: 64, units: 64, steps: liveSteps(data.x))
    count.dense(inputs: 64, units: 64, rows: data.x.shape[0])
    count.dense(inputs: 64, units: 1, rows: data.x.shape[0])
    return count.operations
  }

  private static func loadReviews(_ source: DataSource) throws -> WorkloadData {
    let ((xTrain, yTrain), (xTest, yTest)) = try loadImdb(source, words: 1000)
    let (count, length, spread) = (6400, 250, DataSource.reviewsSpread)
    func prepared(_ reviews: Sequences, _ labels: Tensor) -> (x: Tensor, y: Tensor) {
      guard let wanted = source.reviewsLength else {
        return (
          padSequences(reviews.prefix(count), maxlen: length, padding: .post), column(labels)[..<count]
        )
      }
      let long = zip(reviews.lengths, reviews.indices).filter { $0.0 >= length }.map(\.1).prefix(count)
      let rows = long.enumerated().map { index, place in
        Array(reviews[place].suffix(wanted + index % (2 * spread + 1) - spread))
      }
      let ints = labels.ints
      let y = Tensor(long.map { Float(ints[$0]) }, shape: [long.count, 1])
      return (padSequences(rows, maxlen: length, padding: .post), y)
    }
    let ((x, y), (xValidation, yValidation)) = (prepared(xTrain, yTrain), prepared(xTest, yTest))
    return WorkloadData(x: x, y: y, xTest: xValidation, yTest: yValidation)
  }

  private static func loadImdb(
    _ source: DataSource, words: Int
  ) throws -> ((Sequences, Tensor), (Sequences, Tensor)) {
    let path = source.folder.map { $0 + "/imdb/imdb_rebuilt.npz" } ?? "imdb.npz"
    return try Datasets.imdb.loadData(path: path, numWords: words)
  }

  private static func loadImdb(
    _ source: DataSource, words: Int, length: Int, padding: PadSide
  ) throws -> WorkloadData {
    let ((xTrain, yTrain), (xTest, yTest)) = try loadImdb(source, words: words)
    return WorkloadData(
      x: padSequences(xTrain, maxlen: length, padding: padding), y: column(yTrain),
      xTest: padSequences(xTest, maxlen: length, padding: padding), yTest: column(yTest))
  }

  /// Labels as the peers have them: float32, `[samples, 1]`.
  private static func column(_ labels: Tensor) -> Tensor {
    reshape(cast(labels, .float32), [labels.elementCount, 1])
  }
}
