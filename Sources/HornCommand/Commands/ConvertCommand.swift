import ArgumentParser
import Horn

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Writes a model or its weights in another format.",
    discussion: """
      The ends of the names say the formats: .keras and .h5 hold whole models; .weights.h5, .safetensors and .npz weights; \
      .json the configuration. From weights alone to a whole model, or from .weights.h5 to weights with names, --model \
      says which model they belong to.
      """)

  @Argument(help: "The file to read.", completion: .file())
  var input: String

  @Argument(help: "The file to write.", completion: .file())
  var output: String

  @Option(
    help: "The model, or its configuration as .json, that weights alone belong to.", completion: .file())
  var model: String?

  func validate() throws {
    do {
      _ = try ModelFormat(path: output)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    let format = try ModelFormat(path: output)
    if let model {
      let model = try ModelPath.open(model)
      try model.loadWeights(from: input)
      return try write(model, as: format)
    }
    switch try ModelFile(path: input).kind {
    case .model: try write(ModelPath.open(input), as: format)
    case .namedWeights where format == .safetensors: try Safetensors.write(namedWeights(), to: output)
    case .namedWeights where format == .npz: try NpzArchive.write(namedWeights(), to: output)
    case .namedWeights, .layeredWeights:
      throw HornError(
        .configuration,
        "\(input): the file has weights without a model, which \(output) cannot be made of; give the model with --model"
      )
    }
  }

  private func write(_ model: Model, as format: ModelFormat) throws {
    switch format {
    case .keras, .h5: try model.save(to: output)
    case .weightsH5, .safetensors, .npz: try model.saveWeights(to: output)
    case .json: try AtomicFile.write(model.toJSON() + "\n", to: output)
    }
  }

  private func namedWeights() throws -> [(String, Tensor)] {
    let file = try ModelFile(path: input)
    return try file.tensors.map { ($0.name, try file.tensor($0.name)) }
  }
}
