import Horn

/// Labelled reviews as integers, and how to read them.
struct Reviews {
  let source: String
  let xTrain, xTest: Sequences
  let yTrain, yTest: Tensor
  let maxlen: Int
  let vocabularySize: Int
  let learningRate: Double
  /// The words by their integers in the data; nil where the index cannot be had.
  let words: [Int: String]?

  /// The IMDB reviews, from the file or the cache or the network; else reviews that are made up.
  static func load(imdb path: String?) throws -> Reviews {
    let words = 20_000
    do {
      let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.imdb.loadData(
        path: path ?? "imdb.npz", numWords: words)
      return Reviews(
        source: "IMDB", xTrain: xTrain, xTest: xTest, yTrain: yTrain, yTest: yTest, maxlen: 80,
        vocabularySize: words, learningRate: 1e-4,
        words: Self.imdbWords(beside: path))
    } catch let error as HornError where path == nil && error.kind == .network {
      print("The IMDB reviews cannot be had, so made-up ones are used. \(error)\n")
    }
    let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.reviews.loadData()
    let index = Datasets.reviews.getWordIndex()
    return Reviews(
      source: "made up", xTrain: xTrain, xTest: xTest, yTrain: yTrain, yTest: yTest, maxlen: 30,
      vocabularySize: index.count + 4, learningRate: 5e-3, words: Self.byNumber(index))
  }

  /// The word index from the folder of the data, or from the cache or the network.
  private static func imdbWords(beside path: String?) -> [Int: String]? {
    let name = "imdb_word_index.json"
    if let folder = path?.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
      separator: "/"),
      let index = try? Datasets.imdb.getWordIndex(path: folder.isEmpty ? name : "\(folder)/\(name)")
    {
      return byNumber(index)
    }
    return (try? Datasets.imdb.getWordIndex()).map(byNumber)
  }

  /// Integers start at 4: 1 to 3 stand for the start, an unknown word, and nothing.
  private static func byNumber(_ index: [String: Int]) -> [Int: String] {
    Dictionary(index.map { ($1 + 3, $0) }) { first, _ in first }
  }

  /// The last words of a test review, of which the network sees a few more.
  func text(_ index: Int) -> String {
    let tokens = Array(xTest[index].suffix(maxlen).filter { $0 > 2 }.suffix(30))
    guard let words else {
      return "review \(index + 1): words \(tokens.map(String.init).joined(separator: " "))"
    }
    return tokens.map { words[$0] ?? "…" }.joined(separator: " ")
  }
}
