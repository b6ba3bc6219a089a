import HornCore

/// What is in a file of a model or of weights, without making the model: for a look at files of any of the formats.
///
///     for tensor in try ModelFile(path: "model.keras").tensors { print(tensor.name, tensor.shape) }
public struct ModelFile {
  /// A tensor as the file describes it.
  public struct TensorInfo: Sendable {
    /// Its path in the file.
    public let name: String
    /// The lengths of its axes; empty for a single number.
    public let shape: [Int]
    /// NumPy's name of the type in the file: `float32`, `int64`; `string` for texts.
    public let dtype: String
    /// How many bytes its elements take in that type, before any compression; pickled objects with all that they hold.
    public let byteCount: Int
  }

  /// Where the file is, as it was given.
  public let path: String
  /// What the file is, by its content or, for `.safetensors`, `.npz` and `.json`, by the end of its name.
  public let format: ModelFormat
  /// The tensors, in the order of the file or of their paths.
  public let tensors: [TensorInfo]
  /// The files in an archive with their lengths; empty for other formats.
  public let members: [(name: String, byteCount: Int)]
  /// The model's configuration; nil where the file has none.
  public let config: ConfigValue?
  /// What else the file says of itself: the version of Keras, the time when it was written.
  public let metadata: [String: String]

  private let read: (String) throws -> Tensor

  /// Looks into a file; the elements of its tensors are read by ``tensor(_:)``.
  ///
  /// - Throws: `HornError` where the file is damaged or of no known format.
  public init(path: String) throws {
    let named = try? ModelFormat(path: path)
    if named == .safetensors {
      try self.init(safetensors: Safetensors(path: path), path: path)
    } else if named == .npz {
      try self.init(npz: NpzArchive(path: path), path: path)
    } else if named == .json {
      try self.init(json: FileBytes(path: path), path: path)
    } else {
      switch try ModelLoading.start(of: path) {
      case .keras: try self.init(keras: KerasArchive(path: path))
      case .h5: try self.init(h5: HDF5File(path: path))
      }
    }
  }

  private init(json bytes: FileBytes, path: String) throws {
    self.path = path
    config = try bytes.withUnsafeBytes { try JSONReader.parse($0, name: path) }
    (format, tensors, members, metadata) = (.json, [], [], [:])
    read = { name in throw HornError(.value, "\(path): the file has no tensors, so no \"\(name)\"") }
  }

  private init(keras archive: KerasArchive) throws {
    path = archive.path
    format = .keras
    members = archive.members
    config = try archive.json(KerasArchive.configName)
    metadata =
      archive.contains(KerasArchive.metadataName)
      ? Self.texts(try archive.json(KerasArchive.metadataName)) : [:]
    let weights = try archive.weights()
    tensors = try Self.tensors(of: weights)
    read = { try weights.tensor($0, float64: true) }
  }

  private init(h5 file: HDF5File) throws {
    path = file.name
    let text = try file.text("model_config")
    let isLegacy = try text != nil || LegacyReader.group(file) != nil
    format = isLegacy ? .h5 : .weightsH5
    members = []
    config = try text.map { try JSONReader.parse($0.utf8, name: "\(file.name): model_config") }
    var metadata: [String: String] = [:]
    for key in ["keras_version", "backend"] { metadata[key] = try file.text(key) }
    self.metadata = metadata
    tensors = try Self.tensors(of: file)
    read = { try file.tensor($0, float64: true) }
  }

  private init(safetensors file: Safetensors, path: String) throws {
    let numpy = [
      "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64",
      "I32": "int32",
      "I16": "int16", "I8": "int8", "U8": "uint8", "U16": "uint16", "U32": "uint32", "U64": "uint64",
      "BOOL": "bool",
    ]
    self.path = path
    format = .safetensors
    members = []
    config = nil
    metadata = file.metadata
    tensors = file.names.compactMap { name in
      file.entries[name].map {
        TensorInfo(
          name: name, shape: $0.shape, dtype: numpy[$0.type] ?? $0.type.lowercased(),
          byteCount: $0.range.count)
      }
    }
    read = { try file.tensor($0) }
  }

  private init(npz archive: NpzArchive, path: String) throws {
    self.path = path
    format = .npz
    members = []
    config = nil
    metadata = [:]
    tensors = try archive.names.map { try archive.info($0) }
    read = { try archive.tensor($0) }
  }

  private static func tensors(of file: HDF5File) throws -> [TensorInfo] {
    try file.datasets().map {
      TensorInfo(name: $0.path, shape: $0.shape, dtype: $0.type, byteCount: $0.byteCount)
    }
  }

  private static func texts(_ value: ConfigValue) -> [String: String] {
    guard case .object(let object) = value else { return [:] }
    return object.compactMapValues { if case .string(let text) = $0 { text } else { nil } }
  }

  /// The tensor of that name.
  ///
  /// - Throws: `HornError` where there is none, or it holds other things than numbers.
  public func tensor(_ name: String) throws -> Tensor { try read(name) }
}
