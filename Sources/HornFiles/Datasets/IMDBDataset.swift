import HornCore
import HornKernels
import HornTensor

/// IMDB movie reviews (Maas et al., 2011) as word ranks, in Keras's arithmetic and order.
public struct IMDBDataset: Sendable {
  private let cache: DatasetCache
  private let data: DatasetFile
  private let wordIndex: DatasetFile

  init() {
    self.init(
      cache: DatasetCache(),
      data: DatasetFile(
        name: "imdb.npz",
        digest: .sha256("69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f")),
      wordIndex: DatasetFile(
        name: "imdb_word_index.json", digest: .md5("bfafd718b763782e994055a2d397834f")))
  }

  package init(cache: DatasetCache, data: DatasetFile, wordIndex: DatasetFile) {
    self.cache = cache
    self.data = data
    self.wordIndex = wordIndex
  }

  /// Loads the reviews, downloading them into Keras's cache where they are not yet.
  ///
  ///     let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.imdb.loadData(numWords: 20_000)
  ///
  /// - Parameters:
  ///   - path: A name in `$KERAS_HOME/datasets` (default `~/.keras/datasets`), where a copy must have the
  ///     published digest; or an existing file, which is used as it is.
  ///   - numWords: Tokens of this number and above become `oovChar`. nil (or 0) means the greatest token
  ///     that occurs, which itself becomes `oovChar`, as in Keras.
  ///   - skipTop: Tokens below this number become `oovChar`.
  ///   - maxlen: Only reviews shorter than this, the start token counted, are kept; nil (or 0) keeps all.
  ///   - seed: The seed of NumPy's shuffle.
  ///   - startChar: A token before each review; nil for none.
  ///   - oovChar: The token for what `numWords` and `skipTop` leave out; nil drops such words.
  ///   - indexFrom: What is added to each word's rank.
  /// - Returns: Reviews and labels (`[count]`, int32; 1 is positive) for training and for testing.
  /// - Throws: `HornError` where the file cannot be had or has another form, or no review is shorter than `maxlen`.
  public func loadData(
    path: String = "imdb.npz", numWords: Int? = nil, skipTop: Int = 0, maxlen: Int? = nil, seed: UInt32 = 113,
    startChar: Int? = 1, oovChar: Int? = 2, indexFrom: Int = 3
  ) throws -> (train: Datasets.LabeledSequences, test: Datasets.LabeledSequences) {
    let archive = try NpzArchive(path: try cache.locate(data, path: path))
    let coding = try ReviewCoding(
      numWords: numWords, skipTop: skipTop, startChar: startChar, oovChar: oovChar, indexFrom: indexFrom)

    let parts = try Self.concurrently { part in try Self.read(archive, part == 0 ? "train" : "test") }
    var generator = MersenneTwister(seed: seed)
    let orders = parts.map { part in
      var order = Array(0..<part.x.count)
      generator.shuffle(&order)
      guard let maxlen, maxlen != 0 else { return order }
      let start = startChar == nil ? 0 : 1
      return order.filter { part.x.range($0).count + start < maxlen }
    }
    if let maxlen, maxlen != 0, orders.contains(where: \.isEmpty) {
      throw HornError(.value, "imdb: no review is shorter than maxlen \(maxlen); increase maxlen")
    }
    let limit = coding.limit(parts.map(\.x), orders)
    let coded = try Self.concurrently { part in
      let x = try coding.encode(parts[part].x, orders[part], limit: limit)
      let labels = parts[part].y.ints
      return (x: x, y: Tensor(orders[part].map { labels[$0] }))
    }
    return (train: coded[0], test: coded[1])
  }

  /// The rank of each word, 1 for the most frequent; tokens of ``loadData(path:numWords:skipTop:maxlen:seed:startChar:oovChar:indexFrom:)``
  /// are greater by `indexFrom`.
  ///
  /// - Parameter path: As for the reviews.
  /// - Throws: `HornError` where the file cannot be had or has another form.
  public func getWordIndex(path: String = "imdb_word_index.json") throws -> [String: Int] {
    try WordIndexFile.read(try cache.locate(wordIndex, path: path))
  }

  private static func read(_ archive: NpzArchive, _ part: String) throws -> Datasets.LabeledSequences {
    let x = try archive.sequences("x_" + part)
    let y = try archive.tensor("y_" + part)
    guard y.dtype == .int32, y.shape == [x.count] else {
      throw HornError(
        .shape,
        "imdb: y_\(part) is a \(y.dtype) array of shape \(y.shape); expected \(x.count) integer labels")
    }
    return (x, y)
  }

  /// The results of 0 and 1, worked out on two threads.
  private static func concurrently<R>(_ body: (Int) throws -> R) throws -> [R] {
    var results: [Result<R, any Error>?] = [nil, nil]
    let lock = Lock()
    Threads.run(tasks: 2) { part in
      let result = Result { try body(part) }
      lock.withLock { results[part] = result }
    }
    return try results.compactMap { try $0?.get() }
  }
}
