import ArgumentParser
import Horn

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compares two models: configurations, and the weights of each layer.",
    discussion: """
      Whole models are compared as they are after loading, so the formats may differ; weights are matched by name, or by \
      their order where the names differ. Of two files of weights alone, tensors of one name are compared. With \
      --tolerance, a larger difference, or one in the configurations, is an error.
      """)

  @Argument(help: "A model or a file of weights.", completion: .file())
  var first: String

  @Argument(help: "What it is compared with.", completion: .file())
  var second: String

  @Option(help: "The largest difference of weights that is none.")
  var tolerance: Double?

  @Flag(help: "Print a JSON object instead of lines.")
  var json = false

  func validate() throws {
    if let tolerance, !(tolerance >= 0) { throw ValidationError("--tolerance must be at least 0") }
  }

  func run() throws {
    let difference = try ModelDifference(first, second)
    Standard.output(json ? difference.json + "\n" : difference.text)
    guard let tolerance, let problem = difference.problem(beyond: tolerance) else { return }
    throw HornError(.value, "\(first) and \(second) differ: \(problem)")
  }
}
