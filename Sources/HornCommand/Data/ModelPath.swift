import ArgumentParser
import Foundation
import Horn

/// Model files, as the commands open and write them.
enum ModelPath {
  static var completion: CompletionKind { .file(extensions: ["keras", "h5", "hdf5", "json"]) }
  static let trainableExtensions = ["keras", "h5", "hdf5"]

  /// The model of a file; of a configuration alone, with new weights.
  static func open(_ path: String) throws -> Model {
    guard path.lowercased().hasSuffix(".json") else { return try loadModel(path) }
    guard let text = FileManager.default.contents(atPath: path.expandingTilde) else {
      throw HornError(.file, "\(path): cannot be read")
    }
    do {
      return try modelFromJSON(String(decoding: text, as: UTF8.self))
    } catch let error as HornError {
      throw HornError(error.kind, "\(path): \(error.message)")
    }
  }

  /// A model that can be trained and evaluated.
  static func openCompiled(_ path: String) throws -> Model {
    let model = try open(path)
    guard model.optimizer != nil else {
      throw HornError(
        .state,
        "\(path): the model was saved without compile(), so there is no loss to compute; compile it and save it again"
      )
    }
    return model
  }

  /// Refuses names that end otherwise, as a mistake on the command line.
  static func requireExtension(_ path: String, _ known: [String], _ option: String) throws {
    guard known.contains((path as NSString).pathExtension.lowercased()) else {
      throw ValidationError(
        "\(option) must be a file that ends in \(known.map { "." + $0 }.joined(separator: " or ")), got \(path)"
      )
    }
  }
}
