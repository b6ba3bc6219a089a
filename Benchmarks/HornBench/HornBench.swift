import ArgumentParser
import Foundation
import Horn

@main
struct HornBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "horn-bench", abstract: "Times training and evaluation on the benchmark workloads.",
    discussion: "Workloads: \(Workload.all.map(\.name).joined(separator: ", ")). Leave OPENBLAS_CORETYPE and "
      + "OPENBLAS_L2_SIZE unset: they slow OpenBLAS down.")

  @Option(help: "The folder with the data sets (imdb/imdb_rebuilt.npz …); the default downloads them.")
  var data: String?

  @Option(help: "How many epochs are trained; the first one is left out of the median.")
  var epochs = 4

  @Option(help: "Seeds the random numbers, for the same figures on every run.")
  var seed: UInt64?

  @Flag(help: "Print a JSON line for each workload.")
  var json = false

  @Argument(help: "The workloads to run; all of them by default.")
  var workloads: [String] = []

  func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be at least 1") }
    let known = Workload.all.map(\.name)
    for name in workloads where !known.contains(name) {
      throw ValidationError("no workload \"\(name)\"; known are \(known.joined(separator: ", "))")
    }
  }

  func run() throws {
    let chosen = workloads.isEmpty ? Workload.all : Workload.all.filter { workloads.contains($0.name) }
    for workload in chosen {
      if let seed { setRandomSeed(seed) }
      try report(Measurement.run(workload, folder: data, epochs: epochs))
    }
  }

  private func report(_ result: Measurement) throws {
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(result), as: UTF8.self))
    } else {
      print(
        "\(result.workload): train \(result.trainSps) samples/s, eval \(result.evalSps) samples/s, first epoch "
          + "\(result.firstEpochS) s, loss and metrics \(result.val), \(result.threads) threads, \(result.core), "
          + "peak \(result.peakRssMb) MB")
    }
  }
}
