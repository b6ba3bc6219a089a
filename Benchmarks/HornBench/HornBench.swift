import ArgumentParser
import Foundation
import Horn

@main
struct HornBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "horn-bench", abstract: "Times training and evaluation on the benchmark workloads.",
    discussion: "Workloads: \(names.joined(separator: ", ")). Leave OPENBLAS_CORETYPE and "
      + "OPENBLAS_L2_SIZE unset: they slow OpenBLAS down.")

  private static var names: [String] {
    Workload.all.map(\.name) + [VectorizeReviews.name, ChainSpeed.name, PredictLatency.name]
  }

  @Option(
    help:
      "The folder with the data sets (imdb/imdb_rebuilt.npz, ag_news, conll2003); by default IMDB is downloaded."
  )
  var data: String?

  @Option(help: "How many epochs are trained; the first one is left out of the median.")
  var epochs = 4

  @Option(help: "Seeds the random numbers, for the same figures on every run.")
  var seed: UInt64?

  @Option(help: "Cuts reviews of 250 words and more to this mean length, 21 to 230.")
  var reviewsLength: Int?

  @Flag(help: "Print a JSON line for each workload.")
  var json = false

  @Argument(help: "The workloads to run; all of them by default.")
  var workloads: [String] = []

  func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be at least 1") }
    if let reviewsLength, !(21...230).contains(reviewsLength) {
      throw ValidationError("--reviews-length must be from 21 to 230")
    }
    for name in workloads where !Self.names.contains(name) {
      throw ValidationError("no workload \"\(name)\"; known are \(Self.names.joined(separator: ", "))")
    }
  }

  func run() throws {
    let source = DataSource(folder: data, reviewsLength: reviewsLength)
    let chosen = workloads.isEmpty ? Self.names : Self.names.filter(workloads.contains)
    for name in chosen {
      if let seed { setRandomSeed(seed) }
      if let workload = Workload.all.first(where: { $0.name == name }) {
        try report(Measurement.run(workload, source: source, epochs: epochs))
      } else if name == VectorizeReviews.name {
        try report(VectorizeReviews.run(source))
      } else if name == ChainSpeed.name {
        try report(ChainSpeed.run())
      } else {
        try report(PredictLatency.run())
      }
    }
  }

  private func report(_ result: some Encodable & CustomStringConvertible) throws {
    guard json else { return print(result) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(result), as: UTF8.self))
  }
}
