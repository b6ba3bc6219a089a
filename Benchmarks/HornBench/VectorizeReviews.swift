import Horn

/// How fast a vocabulary is learnt from the 25,000 raw IMDB training reviews, and how fast they become integers.
///
/// `Benchmarks/keras_vectorize.py` prints the same for Keras on TensorFlow.
struct VectorizeReviews: Encodable {
  static let name = "vectorize"

  let peer = "horn"
  let workload = VectorizeReviews.name
  let megabytes, adaptSeconds, callSeconds, loadSeconds: Double
  let adaptMegabytesPerSecond, callMegabytesPerSecond: Double
  let vocabularySize: Int
  /// The integers added up, so that two programs can be seen to do the same.
  let sum: Int
  let threads: Int

  enum CodingKeys: String, CodingKey {
    case peer, workload, megabytes, sum, threads
    case adaptSeconds = "adapt_s"
    case callSeconds = "call_s"
    case loadSeconds = "load_s"
    case adaptMegabytesPerSecond = "adapt_mb_s"
    case callMegabytesPerSecond = "call_mb_s"
    case vocabularySize = "vocabulary_size"
  }

  static func run(_ source: DataSource) throws -> VectorizeReviews {
    let path = source.folder.map { $0 + "/imdb/aclImdb_v1.tar.gz" } ?? "aclImdb_v1.tar.gz"
    var reviews = Tensor(0)
    let load = try Stopwatch.seconds { reviews = try Datasets.imdbReviews.loadData(path: path).train.x }
    let megabytes = Double(reviews.byteStrings.bytes.count) * 1e-6
    var (adapts, calls): ([Double], [Double]) = ([], [])
    var (size, sum) = (0, 0)
    for _ in 0..<5 {
      let vectorizer = TextVectorization(maxTokens: 20_000, outputSequenceLength: 250)
      adapts.append(try Stopwatch.seconds { try vectorizer.adapt(reviews) })
      var integers = Tensor(0)
      calls.append(try Stopwatch.seconds { integers = try vectorizer(reviews) })
      size = vectorizer.vocabularySize
      sum = integers.ints.reduce(0, +)
    }
    let (adapt, call) = (adapts.sorted()[2], calls.sorted()[2])
    func rounded(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }
    return VectorizeReviews(
      megabytes: rounded(megabytes, 10), adaptSeconds: rounded(adapt, 1e4), callSeconds: rounded(call, 1e4),
      loadSeconds: rounded(load, 1e3), adaptMegabytesPerSecond: rounded(megabytes / adapt, 1),
      callMegabytesPerSecond: rounded(megabytes / call, 1), vocabularySize: size, sum: sum,
      threads: Threads.count)
  }
}

extension VectorizeReviews: CustomStringConvertible {
  var description: String {
    "\(workload): \(megabytes) MB of reviews loaded in \(loadSeconds) s, adapt \(adaptSeconds) s "
      + "(\(adaptMegabytesPerSecond) MB/s), call \(callSeconds) s (\(callMegabytesPerSecond) MB/s), \(threads) threads"
  }
}
