import ArgumentParser
import Horn

/// The lab on sentiment: the last state against the mean of all outputs, LSTM against GRU, and all against a baseline.
@main
struct SentimentLab: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sentiment-lab",
    abstract: "Compares recurrent networks and logistic regression on raw IMDB reviews.",
    discussion: """
      The models are tfidf, lstm-last, lstm-mean, gru-last and gru-mean. Each is trained on four fifths of the training \
      reviews; the last fifth chooses the epoch, and the test reviews give accuracy, precision, recall and F1.
      """)

  @Option(
    help:
      "aclImdb_v1.tar.gz, or the folder that it was unpacked into; the default is downloaded, or else made up."
  )
  var data: String?

  @Option(help: "The most epochs of each training.")
  var epochs = 5

  @Option(help: "Only these models; may be given several times.")
  var only: [Classifier] = []

  @Option(help: "The seed of all random numbers.")
  var seed = 1

  @Flag(help: "Print an object of all results as the last line.")
  var json = false

  @Flag(help: "Three epochs on a part of the reviews.")
  var quick = false

  static let _errorPrefix = "error: "

  func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be at least 1") }
    guard seed >= 0 else { throw ValidationError("--seed must be at least 0") }
  }

  func run() throws {
    setRandomSeed(UInt64(seed))
    let reviews = try Reviews(path: data, quick: quick)
    print(reviews)
    var results: [Scores] = []
    for model in Classifier.allCases where only.isEmpty || only.contains(model) {
      setRandomSeed(UInt64(seed))
      print("\n\(model.rawValue): \(model.title)")
      var labels: [Int] = []
      let time = try ContinuousClock().measure {
        labels = try model.labels(reviews, epochs: quick ? 3 : epochs)
      }
      let result = Scores(
        model, labels: labels, truth: reviews.test.labels.ints, seconds: time / .seconds(1))
      print(result)
      results.append(result)
    }
    print("\n" + Scores.table(results))
    compare(results)
    if json { print(try Scores.json(results)) }
  }

  /// The lab's question: is a recurrent network better than what machine learning did without one?
  private func compare(_ results: [Scores]) {
    guard let baseline = results.first(where: { $0.model == .tfidf }),
      let best = results.filter({ $0.model != .tfidf }).max(by: { $0.f1 < $1.f1 })
    else { return }
    let points = (100 * (best.f1 - baseline.f1) * 10).rounded() / 10
    print(
      points == 0
        ? "\(best.model.rawValue) and the baseline have the same F1"
        : "\(best.model.rawValue) is \(abs(points)) points of F1 \(points > 0 ? "above" : "below") the baseline"
    )
  }
}

extension Classifier: ExpressibleByArgument {}
