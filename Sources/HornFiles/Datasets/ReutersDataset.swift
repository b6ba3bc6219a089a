import Foundation
import HornCore
import HornTensor

/// Reuters newswires (Reuters-21578) as word ranks in 46 topics, in Keras's arithmetic and order.
public struct ReutersDataset: Sendable {
  private let cache: DatasetCache
  private let data: DatasetFile
  private let wordIndex: DatasetFile

  init() {
    let substitute = "Datasets.reuters.madeUp() needs no file"
    self.init(
      cache: DatasetCache(),
      data: DatasetFile(
        name: "reuters.npz",
        digest: .sha256("d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"),
        substitute: substitute),
      wordIndex: DatasetFile(
        name: "reuters_word_index.json", digest: .md5("4d44cc38712099c9e383dc6e5f11a921"),
        substitute: substitute))
  }

  package init(cache: DatasetCache, data: DatasetFile, wordIndex: DatasetFile) {
    self.cache = cache
    self.data = data
    self.wordIndex = wordIndex
  }

  /// Loads the newswires, downloading them into Keras's cache where they are not yet.
  ///
  ///     let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.reuters.loadData(numWords: 10_000)
  ///
  /// - Parameters:
  ///   - path: A name in `$KERAS_HOME/datasets` (default `~/.keras/datasets`), where a copy must have the
  ///     published digest; or an existing file, which is used as it is.
  ///   - numWords: Tokens of this number and above become `oovChar`. nil (or 0) means the greatest token
  ///     that occurs, which itself becomes `oovChar`, as in Keras.
  ///   - skipTop: Tokens below this number become `oovChar`.
  ///   - maxlen: Only newswires shorter than this, the start token counted, are kept; nil (or 0) keeps all.
  ///   - testSplit: The fraction of the newswires, from 0 to 1, that is for testing: the last ones after the shuffle.
  ///   - seed: The seed of NumPy's shuffle.
  ///   - startChar: A token before each newswire; nil for none.
  ///   - oovChar: The token for what `numWords` and `skipTop` leave out; nil drops such words.
  ///   - indexFrom: What is added to each word's rank.
  /// - Returns: Newswires and topics (`[count]`, int32, 0 to 45) for training and for testing.
  /// - Throws: `HornError` where the file cannot be had or has another form, or no newswire is shorter than `maxlen`.
  public func loadData(
    path: String = "reuters.npz", numWords: Int? = nil, skipTop: Int = 0, maxlen: Int? = nil,
    testSplit: Double = 0.2, seed: UInt32 = 113, startChar: Int? = 1, oovChar: Int? = 2, indexFrom: Int = 3
  ) throws -> (train: Datasets.LabeledSequences, test: Datasets.LabeledSequences) {
    guard (0...1).contains(testSplit) else {
      throw HornError(.value, "reuters: testSplit is \(testSplit); expected a number from 0 to 1")
    }
    let archive = try NpzArchive(path: try cache.locate(data, path: path))
    let x = try archive.sequences("x")
    let y = try archive.tensor("y")
    guard y.dtype == .int32, y.shape == [x.count] else {
      throw HornError(
        .shape, "\(path): y is a \(y.dtype) array of shape \(y.shape); expected \(x.count) integer labels")
    }
    let coding = try ReviewCoding(
      numWords: numWords, skipTop: skipTop, startChar: startChar, oovChar: oovChar, indexFrom: indexFrom)
    var order = Array(0..<x.count)
    var generator = MersenneTwister(seed: seed)
    generator.shuffle(&order)
    if let maxlen, maxlen != 0 {
      let start = startChar == nil ? 0 : 1
      order.removeAll { x.range($0).count + start >= maxlen }
      guard !order.isEmpty else {
        throw HornError(.value, "reuters: no newswire is shorter than maxlen \(maxlen); increase maxlen")
      }
    }
    let limit = coding.limit([x], [order])
    let end = Int(Double(order.count) * (1 - testSplit))
    let labels = y.ints
    func part(_ places: ArraySlice<Int>) throws -> Datasets.LabeledSequences {
      let places = Array(places)
      let topics = places.map { Int32(truncatingIfNeeded: labels[$0]) }
      return (try coding.encode(x, places, limit: limit), Tensor(topics, shape: [places.count]))
    }
    return (try part(order[..<end]), try part(order[end...]))
  }

  /// The rank of each word, 1 for the most frequent; tokens of
  /// ``loadData(path:numWords:skipTop:maxlen:testSplit:seed:startChar:oovChar:indexFrom:)`` are greater by `indexFrom`.
  ///
  /// - Parameter path: As for the newswires.
  /// - Throws: `HornError` where the file cannot be had or has another form.
  public func getWordIndex(path: String = "reuters_word_index.json") throws -> [String: Int] {
    try WordIndexFile.read(try cache.locate(wordIndex, path: path))
  }

  /// The names of the topics, in the order of the labels.
  public func getLabelNames() -> [String] { Self.labelNames }

  private static let labelNames = """
    cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship cotton carcass crude \
    nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin strategic-metal livestock retail ipi iron-steel \
    rubber heat jobs lei bop zinc orange pet-chem dlr gas silver wpi hog lead
    """.split(separator: " ").map(String.init)

  /// Makes up newswires of the same form, for machines without a network: each topic has words of its own among common
  /// ones. The same arguments give the same newswires.
  ///
  /// - Parameters:
  ///   - count: How many to train with, up to 1,000,000.
  ///   - testCount: How many to test with, up to 1,000,000.
  ///   - seed: Another seed makes other newswires.
  /// - Throws: `HornError` where a count is out of range.
  public func madeUp(count: Int = 4000, testCount: Int = 1000, seed: UInt32 = 113) throws -> (
    train: Datasets.LabeledSequences, test: Datasets.LabeledSequences
  ) {
    try MadeUp.check(count: count, testCount: testCount, "reuters")
    var random = MadeUp(seed: seed)
    func part(_ count: Int) -> Datasets.LabeledSequences {
      let topics = (0..<count).map { _ in random.number(below: Self.labelNames.count) }
      let rows = topics.map { topic in
        [1]
          + (0..<20 + random.number(below: 60)).map { _ in
            random.number(below: 3) == 0
              ? 204 + topic * 16 + random.number(below: 16) : 4 + random.number(below: 200)
          }
      }
      return (Sequences(rows), Tensor(topics.map { Int32($0) }, shape: [count]))
    }
    return (part(count), part(testCount))
  }
}
