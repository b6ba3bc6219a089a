import HornCore

/// An input that a model file holds together with what the model and its layers gave for it where it was written.
enum ModelExample {
  /// The file in the archive, which Keras passes over.
  static let fileName = "horn.example.npz"
  /// How many elements of a layer's output are kept.
  private static let kept = 64

  static func bytes(_ model: Model, _ inputs: [Tensor]) throws -> FileBytes {
    let result = try model.layerOutputs(for: inputs)
    var arrays: [(String, Tensor)] = []
    for (index, input) in inputs.enumerated() {
      arrays.append(("input_\(index)", input.detached.with(mask: nil)))
    }
    for (index, layer) in result.layers.enumerated() {
      for (place, output) in layer.outputs.enumerated() {
        arrays.append(("layer_\(index)_\(place)", sample(output)))
      }
    }
    for (index, output) in result.outputs.enumerated() {
      arrays.append(("output_\(index)", output.with(mask: nil)))
    }
    return try NpzArchive.bytes(arrays)
  }

  /// Elements from all over a tensor.
  private static func sample(_ tensor: Tensor) -> Tensor {
    let step = max(tensor.elementCount / kept, 1)
    func spread<T>(_ elements: [T]) -> [T] {
      stride(from: 0, to: elements.count, by: step).map { elements[$0] }
    }
    return switch tensor.dtype {
    case .float32, .float64: Tensor(spread(tensor.floats))
    case .int32: Tensor(spread(tensor.ints))
    case .bool: Tensor(spread(tensor.bools))
    case .string: Tensor(spread(tensor.strings))
    }
  }

  /// Computes the outputs for the example anew.
  ///
  /// - Throws: `HornError` that says which layer is the first to give another thing.
  static func verify(_ model: Model, _ bytes: [UInt8], file: String) throws {
    let archive = try NpzArchive(bytes: bytes, name: "\(file): \(fileName)")
    let names = Set(archive.names)
    var inputs: [Tensor] = []
    while names.contains("input_\(inputs.count)") {
      inputs.append(try archive.tensor("input_\(inputs.count)"))
    }
    let result = try model.layerOutputs(for: inputs)
    for (index, layer) in result.layers.enumerated() {
      for (place, output) in layer.outputs.enumerated() where names.contains("layer_\(index)_\(place)") {
        let expected = try archive.tensor("layer_\(index)_\(place)")
        guard let difference = difference(sample(output), expected) else { continue }
        throw HornError(
          .value,
          "\(file): the file's example does not come out as it did where the file was written; the layer \"\(layer.name)\" "
            + "is the first that differs: \(difference)")
      }
    }
    for (index, output) in result.outputs.enumerated() where names.contains("output_\(index)") {
      guard let difference = difference(output, try archive.tensor("output_\(index)")) else { continue }
      throw HornError(
        .value,
        "\(file): the file's example does not come out as it did where the file was written; output \(index) differs: "
          + difference)
    }
  }

  /// How a tensor differs from the expected one; nil where it agrees as closely as two machines do.
  private static func difference(_ tensor: Tensor, _ expected: Tensor) -> String? {
    guard tensor.shape == expected.shape, tensor.dtype == expected.dtype else {
      return "it gives \(tensor.dtype) \(tensor.shape), not \(expected.dtype) \(expected.shape)"
    }
    if tensor.dtype == .string {
      return tensor.strings == expected.strings ? nil : "it gives other strings"
    }
    let (values, wanted) = (cast(tensor, .float32).floats, cast(expected, .float32).floats)
    let scale = max(wanted.lazy.map(abs).filter(\.isFinite).max() ?? 0, 1)
    for (value, other) in zip(values, wanted) where !(abs(value - other) <= 1e-4 * scale) {
      if value.isNaN && other.isNaN || value == other { continue }
      return "it gives \(value), not \(other)"
    }
    return nil
  }
}
