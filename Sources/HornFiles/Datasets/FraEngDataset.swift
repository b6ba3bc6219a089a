import HornTensor

/// English sentences with French translations, from the Tatoeba project (CC BY 2.0).
public struct FraEngDataset: Sendable {
  private let cache: DatasetCache
  private let file: DatasetFile

  init() {
    self.init(
      cache: DatasetCache(),
      file: DatasetFile(
        name: "fra-eng.zip",
        address: "https://storage.googleapis.com/download.tensorflow.org/data/fra-eng.zip", digest: nil,
        substitute: "Datasets.fraEng.phrases needs no file"))
  }

  package init(cache: DatasetCache, file: DatasetFile) {
    self.cache = cache
    self.file = file
  }

  /// Loads the pairs, downloading them into Keras's cache where they are not yet; their publisher gives no digest.
  ///
  ///     let pairs = try Datasets.fraEng.loadData(count: 10_000)
  ///     print(pairs[0].source, pairs[0].target)  // Go. Va !
  ///
  /// - Parameters:
  ///   - path: A name in the cache; or an existing archive or text file.
  ///   - count: How many to read from the front, where the sentences are short; nil for all.
  /// - Throws: `HornError` where the file cannot be had, or with file and line where it has another form.
  public func loadData(path: String = "fra-eng.zip", count: Int? = nil) throws -> [SentencePairs.Pair] {
    try SentencePairs.load(path: cache.locate(file, path: path), count: count)
  }

  /// Some fifty short phrases, for machines without a network.
  public var phrases: [SentencePairs.Pair] { PhraseBook.pairs }
}
