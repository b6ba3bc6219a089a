import ArgumentParser
import Horn

struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Trains a model with the optimizer and loss in its file.",
    discussion: """
      The npz file is that of evaluate. Training goes on from where the file stopped, the optimizer's state included. \
      Nothing is written before training has ended.
      """)

  @Argument(help: "The model.", completion: ModelPath.completion)
  var model: String

  @Argument(help: "The data, an npz file.", completion: .file(extensions: ["npz"]))
  var data: String

  @Option(
    name: .shortAndLong, help: "Where the trained model goes, a .keras or .h5 file.",
    completion: .file(extensions: ["keras", "h5"]))
  var output: String

  @Option(help: "How often the data are gone through.")
  var epochs = 1

  @Option(help: "Samples a step.")
  var batchSize = 32

  @Flag(inversion: .prefixedNo, help: "Whether each epoch takes the samples in a new order.")
  var shuffle = true

  @Option(help: "Seeds the random numbers, for the same training on every run.")
  var seed: UInt64?

  @Option(help: "The fraction at the end of the data that is kept for validation, from 0 to below 1.")
  var validationSplit = 0.0

  @Option(help: "Where the metrics of each epoch go, a JSON file.", completion: .file(extensions: ["json"]))
  var history: String?

  func validate() throws {
    guard epochs >= 1 else { throw ValidationError("--epochs must be at least 1") }
    guard batchSize >= 1 else { throw ValidationError("--batch-size must be at least 1") }
    guard validationSplit >= 0, validationSplit < 1 else {
      throw ValidationError("--validation-split must be at least 0 and less than 1")
    }
    try ModelPath.requireExtension(output, ModelPath.trainableExtensions, "-o")
  }

  func run() throws {
    if let seed { setRandomSeed(seed) }
    let model = try ModelPath.openCompiled(model)
    let arrays = try ArrayFile(data)
    let record = try model.fit(
      arrays.inputs(of: model), arrays.targets(of: model), batchSize: batchSize, epochs: epochs,
      validationSplit: validationSplit, shuffle: shuffle, sampleWeight: arrays.sampleWeights(of: model))
    try model.save(to: output)
    guard let history else { return }
    let entries = record.history.sorted { $0.key < $1.key }.map { name, values in
      (key: name, value: JSONText.array(values.map { JSONText.number($0) }))
    }
    try AtomicFile.write(JSONText.object(entries) + "\n", to: history)
  }
}
