import Foundation
import HornCore

extension Model {
  /// Writes the model as a file from which ``loadModel(_:compile:customObjects:)`` and Keras in Python make it again:
  /// configuration, weights, vocabularies, and what training needs to go on.
  ///
  ///     try model.save(to: "model.keras", example: x[0..<1])
  ///
  /// The file appears whole or not at all: it is written beside its place, flushed to the disk and renamed.
  ///
  /// - Parameters:
  ///   - path: ends in `.keras`, or in `.h5` for the older format.
  ///   - overwrite: whether a file that is there is replaced.
  ///   - includeOptimizer: whether the optimizer and its state are written too.
  ///   - example: an input that is kept in a `.keras` file together with what the model and its layers give for it; whoever
  ///     loads the model gets an error where it gives another thing. Keras in Python passes it over.
  /// - Throws: `HornError` where the model has no configuration, the file is there and `overwrite` is false, or the disk
  ///   does not take it.
  public func save(
    to path: String, overwrite: Bool = true, includeOptimizer: Bool = true, example: Tensor? = nil
  ) throws {
    try save(
      to: path, overwrite: overwrite, includeOptimizer: includeOptimizer, examples: example.map { [$0] } ?? []
    )
  }

  /// The same for a model of several inputs.
  ///
  /// - Parameter examples: an example for each input; none leaves the example out.
  public func save(
    to path: String, overwrite: Bool = true, includeOptimizer: Bool = true, examples: [Tensor]
  ) throws {
    try Self.check(path, overwrite: overwrite)
    switch try ModelFormat(path: path) {
    case .keras: try writeKeras(path, includeOptimizer: includeOptimizer, examples: examples)
    case .h5 where examples.isEmpty:
      try LegacyWriter.write(self, to: path, includeOptimizer: includeOptimizer)
    case .h5: throw HornError(.configuration, "\(path): only .keras files hold an example")
    case let format:
      throw HornError(
        .file,
        "\(path): a \(format.rawValue) file holds no whole model; write .keras or .h5, or use "
          + (format == .json ? "toJSON" : "saveWeights"))
    }
  }

  static func check(_ path: String, overwrite: Bool) throws {
    guard overwrite || !FileManager.default.fileExists(atPath: path.expandingTilde) else {
      throw HornError(.file, "\(path): the file is there already; overwrite: true replaces it")
    }
  }

  /// The configuration as it stands in files.
  func fileConfig(includeOptimizer: Bool) throws -> ConfigValue {
    guard case .object(var config) = SharedLayers.serialized(self) else {
      throw HornError(.configuration, "model \"\(name)\" has no configuration")
    }
    if !includeOptimizer { config["compile_config"] = nil }
    return .object(config)
  }

  private func writeKeras(_ path: String, includeOptimizer: Bool, examples: [Tensor]) throws {
    let config = JSONWriter.text(try fileConfig(includeOptimizer: includeOptimizer))
    let metadata = JSONWriter.text([
      "keras_version": .string(KerasVersion.written), "date_saved": .string(KerasVersion.now()),
    ])
    var assets: [(String, FileBytes)] = []
    let weights = try HDF5Writer(name: path)
    try KerasWeights.write(self, to: weights, includeOptimizer: includeOptimizer) { name, bytes in
      assets.append((KerasArchive.assetsFolder + name, try FileBytes(bytes)))
    }
    var files = [
      (KerasArchive.metadataName, try FileBytes(metadata.utf8)),
      (KerasArchive.configName, try FileBytes(config.utf8)),
      (KerasArchive.weightsName, try weights.bytes()),
    ]
    files += assets
    if !examples.isEmpty { files.append((ModelExample.fileName, try ModelExample.bytes(self, examples))) }
    try KerasArchive.write(files, to: path)
  }

  /// Writes the weights alone.
  ///
  /// - Parameters:
  ///   - path: ends in `.weights.h5` (with the optimizer's state, as Keras does), `.h5` for the older layout, `.safetensors`
  ///     or `.npz`; in the last two the names are the weights' paths without the model's name.
  ///   - overwrite: whether a file that is there is replaced.
  public func saveWeights(to path: String, overwrite: Bool = true) throws {
    try Self.check(path, overwrite: overwrite)
    switch try ModelFormat(path: path) {
    case .weightsH5:
      let file = try HDF5Writer(name: path)
      try KerasWeights.write(self, to: file, includeOptimizer: true)
      try file.bytes().write(to: path)
    case .h5: try LegacyWriter.writeWeights(self, to: path)
    case .safetensors: try Safetensors.write(namedWeights, to: path)
    case .npz: try NpzArchive.write(namedWeights, to: path)
    case let format:
      throw HornError(
        .file, "\(path): weights alone go to .weights.h5, .h5, .safetensors or .npz, not \(format.rawValue)")
    }
  }

  /// The weights with their paths in the model.
  var namedWeights: [(String, Tensor)] {
    zip(weightNames, weights).map { ($0, $1.value.detached) }
  }

  /// A name for each weight: its path without the model's name.
  var weightNames: [String] {
    var used: [String: Int] = [:]
    return weights.map { variable in
      let path =
        variable.path.hasPrefix(name + "/") ? String(variable.path.dropFirst(name.count + 1)) : variable.path
      let number = used[path, default: 0]
      used[path] = number + 1
      return number == 0 ? path : "\(path)_\(number)"
    }
  }

  /// The configuration as JSON, from which ``modelFromJSON(_:customObjects:)`` and Keras's `model_from_json` make a model
  /// with new weights.
  ///
  /// - Parameter indent: how many spaces a level is moved in; nil for one line.
  public func toJSON(indent: Int? = nil) -> String { JSONWriter.text(serialized, indent: indent) }
}

/// Writes a model as a file; see ``HornCore/Model/save(to:overwrite:includeOptimizer:example:)``.
public func saveModel(
  _ model: Model, to path: String, overwrite: Bool = true, includeOptimizer: Bool = true,
  example: Tensor? = nil
) throws {
  try model.save(to: path, overwrite: overwrite, includeOptimizer: includeOptimizer, example: example)
}
