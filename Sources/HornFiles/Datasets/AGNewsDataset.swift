import HornCore
import HornTensor

/// AG News (Zhang et al., 2015): news in four classes, with title and description.
public struct AGNewsDataset: Sendable {
  /// The classes in the order of their labels, from 0.
  public let classNames = ["World", "Sports", "Business", "Sci/Tech"]

  private let cache: DatasetCache
  private let train: DatasetFile
  private let test: DatasetFile

  init() {
    func file(_ part: String, _ md5: String) -> DatasetFile {
      DatasetFile(
        name: "ag_news_\(part).csv",
        address:
          "https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/\(part).csv",
        digest: .md5(md5), substitute: "Datasets.agNews.madeUp() needs no file")
    }
    self.init(
      cache: DatasetCache(), train: file("train", "b1a00f826fdfbd249f79597b59e1dc12"),
      test: file("test", "d52ea96a97a2d943681189a97654912d"))
  }

  package init(cache: DatasetCache, train: DatasetFile, test: DatasetFile) {
    self.cache = cache
    self.train = train
    self.test = test
  }

  /// Loads the news, downloading them into Keras's cache where they are not yet.
  ///
  ///     let (train, test) = try Datasets.agNews.loadData()
  ///     let vectorize = TextVectorization(maxTokens: 20_000)
  ///     try vectorize.adapt(train.texts())
  ///
  /// - Parameters:
  ///   - trainPath: A name in the cache, where a copy must have the published digest; or an existing file of class (1
  ///     to 4), title and description, without a header, which is used as it is.
  ///   - testPath: As `trainPath`.
  /// - Returns: 120,000 pieces for training and 7,600 for testing, in the order of the files.
  /// - Throws: `HornError` where a file cannot be had, or with file and line where it has another form.
  public func loadData(trainPath: String = "ag_news_train.csv", testPath: String = "ag_news_test.csv") throws
    -> (
      train: NewsItems, test: NewsItems
    )
  {
    (
      try read(path: cache.locate(train, path: trainPath)), try read(path: cache.locate(test, path: testPath))
    )
  }

  /// Reads one file of class (1 to 4), title and description, without a header.
  ///
  /// - Throws: `HornError` with file and line where it has another form, or there is no news in it.
  public func read(path: String) throws -> NewsItems {
    try read(CSVReader(path: path, columns: ["class", "title", "description"]), name: path)
  }

  func read(_ reader: CSVReader, name: String) throws -> NewsItems {
    var (titles, descriptions) = (ByteStringsBuilder(), ByteStringsBuilder())
    var labels: [Int32] = []
    while let row = try reader.next() {
      let label = try row.int(0)
      guard (1...classNames.count).contains(label) else {
        throw HornError(
          .value, "\(name), line \(row.line): the class is \(label); expected 1 to \(classNames.count)")
      }
      labels.append(Int32(label - 1))
      try row.withBytes(1) { titles.append($0) }
      try row.withBytes(2) { descriptions.append($0) }
    }
    guard !labels.isEmpty else { throw HornError(.format, "\(name): there are no news in it") }
    return NewsItems(titles: titles.strings, descriptions: descriptions.strings, labels: labels)
  }

  /// Makes up news in the same classes, for machines without a network; the same arguments give the same news.
  ///
  /// - Parameters:
  ///   - count: How many to train with, up to 1,000,000.
  ///   - testCount: How many to test with, up to 1,000,000.
  ///   - seed: Another seed makes other news.
  /// - Throws: `HornError` where a count is out of range.
  public func madeUp(count: Int = 4000, testCount: Int = 1000, seed: UInt32 = 113) throws -> (
    train: NewsItems, test: NewsItems
  ) {
    try MadeUp.check(count: count, testCount: testCount, "agNews")
    var maker = NewsMaker(seed: seed)
    return (maker.items(count), maker.items(testCount))
  }
}
