import Horn

/// An npz file with arrays for a model: `input_0`, `input_1`, … in the order of its inputs, or under their names; `target`
/// or `target_0`, …, or the outputs' names; `sample_weight` or `sample_weight_0`, ….
struct ArrayFile {
  private let path: String
  private let archive: NpzArchive

  init(_ path: String) throws {
    self.path = path
    archive = try NpzArchive(path: path)
  }

  /// The inputs in the model's order.
  ///
  /// - Throws: `HornError` that names the array, its shape and what the model takes.
  func inputs(of model: Model) throws -> [Tensor] {
    let expected = ModelInput.all(of: model)
    let known = Set(expected.flatMap(names))
    for name in archive.names where Self.isNumbered(name, "input") && !known.contains(name) {
      throw HornError(
        .value,
        "\(path): there is an array \"\(name)\", but the model takes "
          + expected.map(\.description).joined(separator: ", "))
    }
    let tensors = try expected.map { input in
      let candidates = names(of: input)
      let found = candidates.filter(archive.names.contains)
      guard let name = found.first else {
        throw missing(candidates, for: "the model's \(input.description)")
      }
      guard found.count == 1 else {
        throw HornError(
          .value,
          "\(path): there are \"\(found[0])\" and \"\(found[1])\" for the model's \(input.description)")
      }
      return (name, try input.fitted(tensor(name), "\(path): \"\(name)\""))
    }
    try requireSamples(tensors)
    return tensors.map(\.1)
  }

  private func names(of input: ModelInput) -> [String] {
    input.name == "input_\(input.index)" ? [input.name] : ["input_\(input.index)", input.name]
  }

  /// The targets: one tensor, or by the outputs' names.
  func targets(of model: Model) throws -> any TensorStructure {
    let outputs = model.outputNames
    if archive.names.contains("target") {
      guard outputs.count <= 1 else {
        throw HornError(
          .value,
          "\(path): there is one array \"target\", but the model gives \(outputs.count) outputs "
            + "(\(outputs.joined(separator: ", "))); name them target_0, target_1, …")
      }
      return try requireNumbers("target")
    }
    for name in archive.names where Self.isNumbered(name, "target") {
      guard let place = Int(name.dropFirst("target_".count)), place < max(outputs.count, 1) else {
        throw HornError(
          .value,
          "\(path): there is an array \"\(name)\", but the model gives \(max(outputs.count, 1)) output(s)")
      }
    }
    guard outputs.count > 1 else {
      let candidates = ["target", "target_0"] + outputs
      guard let name = candidates.first(where: archive.names.contains) else {
        throw missing(candidates, for: "the targets of the model's output")
      }
      return try requireNumbers(name)
    }
    var found: [String: Tensor] = [:]
    for (index, output) in outputs.enumerated() {
      if let name = ["target_\(index)", output].first(where: archive.names.contains) {
        found[output] = try requireNumbers(name)
      }
    }
    guard !found.isEmpty else {
      throw missing(
        outputs.indices.map { "target_\($0)" } + outputs, for: "the targets of the model's outputs")
    }
    return found
  }

  /// The weights of the samples: one tensor, or by the outputs' names; nil where there are none.
  func sampleWeights(of model: Model) throws -> (any TensorStructure)? {
    if archive.names.contains("sample_weight") { return try requireNumbers("sample_weight") }
    var found: [String: Tensor] = [:]
    for (index, output) in model.outputNames.enumerated()
    where archive.names.contains("sample_weight_\(index)") {
      found[output] = try requireNumbers("sample_weight_\(index)")
    }
    if let first = found.first, model.outputNames.count == 1 { return first.value }
    return found.isEmpty ? nil : found
  }

  private func requireNumbers(_ name: String) throws -> Tensor {
    let tensor = try tensor(name)
    guard tensor.dtype != .string else {
      throw HornError(.dtype, "\(path): \"\(name)\" has texts; expected numbers")
    }
    return tensor
  }

  private func tensor(_ name: String) throws -> Tensor {
    guard case .tensor(let tensor) = try archive.array(name) else {
      throw HornError(
        .dtype,
        "\(path): \"\(name)\" holds sequences of different lengths; pad them to one length (keras.utils.pad_sequences)"
      )
    }
    guard tensor.rank > 0 else {
      throw HornError(.shape, "\(path): \"\(name)\" is a single value; expected an axis for the samples")
    }
    return tensor
  }

  private func requireSamples(_ tensors: [(name: String, tensor: Tensor)]) throws {
    guard let first = tensors.first else { return }
    for other in tensors where other.tensor.shape[0] != first.tensor.shape[0] {
      throw HornError(
        .shape,
        "\(path): \"\(first.name)\" has \(first.tensor.shape[0]) samples, but \"\(other.name)\" has "
          + "\(other.tensor.shape[0]); they must have as many")
    }
    guard first.tensor.shape[0] > 0 else {
      throw HornError(
        .shape, "\(path): \"\(first.name)\" has no samples (its shape is \(first.tensor.shape))")
    }
  }

  private func missing(_ names: [String], for what: String) -> HornError {
    HornError(
      .value,
      "\(path): there is no array \(names.map { "\"\($0)\"" }.joined(separator: " or ")) for \(what); the file has "
        + (archive.names.isEmpty ? "no arrays" : archive.names.prefix(20).joined(separator: ", ")))
  }

  private static func isNumbered(_ name: String, _ base: String) -> Bool {
    name.hasPrefix(base + "_") && Int(name.dropFirst(base.count + 1)) != nil
  }
}
