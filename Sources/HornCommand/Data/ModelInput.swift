import Horn

/// What a model takes as one of its inputs.
struct ModelInput {
  /// The place among the inputs.
  let index: Int
  let name: String
  /// With the batch in front; nil where the model does not know it.
  let shape: [Int?]?
  /// nil where the model does not know it.
  let dtype: DType?

  /// All inputs in the model's order; one of which nothing is known for a model that was never built.
  static func all(of model: Model) -> [ModelInput] {
    let inputs = model.inputs
    guard !inputs.isEmpty else { return [ModelInput(index: 0, name: "input_0", shape: nil, dtype: nil)] }
    let preprocessed = model is Sequential ? model.layers.first?.preprocessedDType : nil
    return zip(model.inputNames, inputs).enumerated().map { index, input in
      ModelInput(index: index, name: input.0, shape: input.1.shape, dtype: preprocessed ?? input.1.dtype)
    }
  }

  /// What it is, for messages: `input 0 "title" (string, (None, 1))`.
  var description: String {
    let type = dtype.map(\.rawValue) ?? "any type"
    return "input \(index) \"\(name)\" (\(type), \(shape.map(formatShape) ?? "any shape"))"
  }

  /// The array as the model takes it.
  ///
  /// - Parameter label: how to call the array in messages: the file and its name.
  func fitted(_ tensor: Tensor, _ label: String) throws -> Tensor {
    if let shape, !fits(tensor.shape, shape) {
      throw HornError(.shape, "\(label) has the shape \(tensor.shape), but the model takes \(description)")
    }
    guard let dtype, dtype != tensor.dtype else { return tensor }
    guard dtype != .string, tensor.dtype != .string else {
      throw HornError(
        .dtype, "\(label) has elements of type \(tensor.dtype), but the model takes \(description)")
    }
    guard dtype == .int32, tensor.dtype.isFloatingPoint else {
      // Whole numbers stay what they are: a model may look something up by them, and else takes them as numbers.
      return tensor.dtype == .float64 ? cast(tensor, .float32) : tensor
    }
    for (place, value) in tensor.floats.enumerated() where Int32(exactly: value) == nil {
      throw HornError(
        .value,
        "\(label) has \(value) at its position \(place), which is no int32, but the model takes \(description)"
      )
    }
    return cast(tensor, .int32)
  }

  /// Whether lengths agree but for the batch; an axis of length 1 at the end may be there or not, as in Keras.
  private func fits(_ found: Shape, _ expected: [Int?]) -> Bool {
    var lengths = Array(found.dimensions)
    if lengths.count == expected.count + 1, lengths.last == 1 { lengths.removeLast() }
    if lengths.count == expected.count - 1, expected.last == 1 { lengths.append(1) }
    guard lengths.count == expected.count, !lengths.isEmpty else { return false }
    return zip(lengths, expected).dropFirst().allSatisfy { $1 == nil || $0 == $1 }
  }
}
