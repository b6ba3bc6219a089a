import ArgumentParser
import Foundation
import Horn

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Computes what a model gives for inputs.",
    discussion: """
      The inputs are arrays of an npz file named input_0, input_1, … in the order of the model's inputs, or by the \
      inputs' names; the outputs are written as output_0, output_1, …. A CSV file has a sample a line, in the columns of \
      which the inputs stand in their order or under their names. Without -o the outputs of CSV files and texts are \
      printed as CSV.
      """)

  @Argument(help: "The model.", completion: ModelPath.completion)
  var model: String

  @Argument(help: "The inputs, an npz or CSV file.", completion: .file(extensions: ["npz", "csv"]))
  var inputs: String?

  @Option(name: .shortAndLong, help: "Where the outputs go, an .npz or .csv file.", completion: .file())
  var output: String?

  @Option(help: "Samples that are computed at once.")
  var batchSize = 32

  @Flag(help: "The inputs are a CSV file, whatever its name.")
  var csv = false

  @Flag(inversion: .prefixedNo, help: "Whether the first line of the CSV file has the columns' names.")
  var header = true

  @Option(help: "A text to classify, instead of a file; may be given several times.")
  var text: [String] = []

  private var isCSV: Bool { csv || inputs?.lowercased().hasSuffix(".csv") == true }
  private var writesNpz: Bool { output.map { !$0.lowercased().hasSuffix(".csv") } ?? false }

  func validate() throws {
    guard batchSize >= 1 else { throw ValidationError("--batch-size must be at least 1") }
    guard (inputs == nil) != text.isEmpty else {
      throw ValidationError("give the inputs as a file or with --text, one of the two")
    }
    if inputs == nil, csv { throw ValidationError("--csv needs a file") }
    if output == nil, inputs != nil, !isCSV {
      throw ValidationError("give the file for the outputs with -o")
    }
    if let output { try ModelPath.requireExtension(output, ["npz", "csv"], "-o") }
  }

  func run() throws {
    let model = try ModelPath.open(model)
    let x: any TensorStructure
    if let inputs {
      x =
        isCSV
        ? try InputColumns(inputs, hasHeader: header).inputs(of: model)
        : try ArrayFile(inputs).inputs(of: model)
    } else {
      x = try TextInput.tensor(text, for: model)
    }
    let outputs: [Tensor] = try model.predict(x, batchSize: batchSize, verbose: .silent)
    guard let output else {
      return Standard.output(OutputTable(outputs, texts: text.isEmpty ? nil : text).csv)
    }
    if writesNpz {
      try NpzArchive.write(outputs.enumerated().map { ("output_\($0)", $1) }, to: output)
    } else {
      try AtomicFile.write(OutputTable(outputs, texts: text.isEmpty ? nil : text).csv, to: output)
    }
  }
}
