import Foundation
import HornCore

/// The model that a file holds: Keras's `.keras`, or a whole model in HDF5 of Keras 1, 2 or 3.
///
///     let model = try loadModel("model.keras")
///     let y = try model.predict(x)
///
/// What the file is shows in its first bytes, whatever its name. Nothing in a file is ever executed: a `Lambda` layer whose
/// function is Python's bytecode is an error, one whose function was registered under its name is not. Classes are found
/// among Horn's own, those of ``registerKerasSerializable(_:package:name:)``, and `customObjects`.
///
/// - Parameters:
///   - compile: whether the model is compiled as it was when it was written, with its optimizer's state, so that training
///     goes on where it stopped.
///   - customObjects: classes of your own by the names that the file has for them.
/// - Throws: `HornError` where the file is damaged or no model, names something that is not known, lacks weights or has
///   too many, or holds an example that the model here answers differently.
public func loadModel(
  _ path: String, compile: Bool = true, customObjects: [String: any KerasSerializable.Type] = [:]
) throws -> Model {
  try LayerRegistry.$customObjects.withValue(customObjects) {
    try NewWeights.$comeFromFile.withValue(true) { try ModelLoading.load(path, compile: compile) }
  }
}

/// A model with new weights from what ``HornCore/Model/toJSON(indent:)`` or Keras's `to_json` gave.
///
/// - Parameter customObjects: classes of your own by the names that the text has for them.
/// - Throws: `HornError` where the text is no JSON or no model's configuration.
public func modelFromJSON(
  _ json: String, customObjects: [String: any KerasSerializable.Type] = [:]
) throws -> Model {
  try LayerRegistry.$customObjects.withValue(customObjects) {
    try ModelLoading.model(
      LegacyConfig.modern(JSONReader.parse(json.utf8, name: "modelFromJSON")), "modelFromJSON")
  }
}

enum ModelLoading {
  static func load(_ path: String, compile: Bool) throws -> Model {
    switch try start(of: path) {
    case .keras: try keras(KerasArchive(path: path), compile: compile)
    case .h5: try LegacyReader.model(HDF5File(path: path), compile: compile)
    }
  }

  enum Container { case keras, h5 }

  /// What the first bytes say that a file is.
  static func start(of path: String) throws -> Container {
    let bytes = try FileSource.head(of: path, count: 8)
    if bytes.starts(with: [0x50, 0x4b]) { return .keras }
    if bytes == HDF5File.signature { return .h5 }
    let hint =
      bytes.first == UInt8(ascii: "{")
      ? "it looks like JSON: modelFromJSON takes its text" : "a .keras or .h5 file is expected"
    throw HornError(.format, "\(path): the file holds no model; \(hint)")
  }

  static func keras(_ archive: KerasArchive, compile: Bool) throws -> Model {
    var config = try archive.json(KerasArchive.configName)
    if !compile, case .object(var object) = config {
      object["compile_config"] = nil
      config = .object(object)
    }
    let weights = try archive.weights()
    let model = try model(LegacyConfig.modern(config), archive.path, weights: weights)
    try KerasWeights.read(weights, into: model, skipMismatch: false, optimizerToo: compile) {
      try archive.assets(of: $0)
    }
    if archive.contains(ModelExample.fileName) {
      let bytes = try archive.bytes(ModelExample.fileName, limit: 1 << 30)
      try ModelExample.verify(model, bytes.withUnsafeBytes { [UInt8]($0) }, file: archive.path)
    }
    return model
  }

  /// The model that a configuration describes.
  ///
  /// - Parameter weights: what the weights will come from; their memory is bounded by it, else by the machine's.
  static func model(_ config: ConfigValue, _ file: String, weights: HDF5File? = nil) throws -> Model {
    let stored = try weights?.datasets().reduce(1 << 20) { $0 + $1.byteCount }
    let memory = Int(clamping: ProcessInfo.processInfo.physicalMemory) / 2
    let layer: Layer
    do {
      layer = try NewWeights.$budget.withValue(NewWeights.Budget(bytes: min(stored ?? memory, memory))) {
        try Layer.fromConfig(config)
      }
    } catch let error as HornError {
      throw HornError(error.kind, "\(file): \(error.message)", place: error.place)
    }
    guard let model = layer as? Model else {
      throw HornError(
        .configuration,
        "\(file): the configuration describes a layer (\(layer.className)), not a model; Layer.fromConfig takes it"
      )
    }
    return model
  }
}

extension FileSource {
  /// The first bytes of a file.
  static func head(of path: String, count: Int) throws -> [UInt8] {
    guard let file = fopen(path.expandingTilde, "rb") else {
      throw HornError(.file, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: count)
    let read = fread(&bytes, 1, count, file)
    guard read > 0 else { throw HornError(.format, "\(path): the file is empty, or a folder") }
    return Array(bytes.prefix(read))
  }
}
