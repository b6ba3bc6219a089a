import ArgumentParser
import Horn

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Computes the loss and the metrics of a model on data.",
    discussion: """
      The npz file has the inputs (input_0, … or the inputs' names), the targets (target, or target_0, … or the outputs' \
      names) and perhaps sample_weight. The model must have been saved compiled.
      """)

  @Argument(help: "The model.", completion: ModelPath.completion)
  var model: String

  @Argument(help: "The data, an npz file.", completion: .file(extensions: ["npz"]))
  var data: String

  @Option(help: "Samples that are computed at once.")
  var batchSize = 32

  @Flag(help: "Print a JSON object of names and values.")
  var json = false

  func validate() throws {
    guard batchSize >= 1 else { throw ValidationError("--batch-size must be at least 1") }
  }

  func run() throws {
    let model = try ModelPath.openCompiled(model)
    let arrays = try ArrayFile(data)
    let result: Evaluation = try model.evaluate(
      arrays.inputs(of: model), arrays.targets(of: model), batchSize: batchSize, verbose: .silent,
      sampleWeight: arrays.sampleWeights(of: model))
    if json {
      let values = zip(result.names, result.values).map { ($0, JSONText.number($1)) }
      Standard.output(JSONText.object(values.map { (key: $0.0, value: $0.1) }) + "\n")
    } else {
      for (name, value) in zip(result.names, result.values) { Standard.output("\(name): \(value)\n") }
    }
  }
}
