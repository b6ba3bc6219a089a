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
    Workload(name: name, batchSize: 32) { folder in
      try loadImdb(folder, words: words, length: length, padding: .pre)
    } makeModel: {
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
    }
  }

  private static func imdbTanh(_ name: String, units: [Int]) -> Workload {
    let words = 10_000
    return Workload(name: name, batchSize: 128) { folder in
      try loadImdb(folder, words: words, length: 256, padding: .post)
    } makeModel: {
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
    }
  }

  private static func loadImdb(
    _ folder: String?, words: Int, length: Int, padding: PadSide
  ) throws -> WorkloadData {
    let path = folder.map { $0 + "/imdb/imdb_rebuilt.npz" } ?? "imdb.npz"
    let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.imdb.loadData(path: path, numWords: words)
    return WorkloadData(
      x: padSequences(xTrain, maxlen: length, padding: padding), y: column(yTrain),
      xTest: padSequences(xTest, maxlen: length, padding: padding), yTest: column(yTest))
  }

  /// Labels as the peers have them: float32, `[samples, 1]`.
  private static func column(_ labels: Tensor) -> Tensor {
    reshape(cast(labels, .float32), [labels.elementCount, 1])
  }
}
