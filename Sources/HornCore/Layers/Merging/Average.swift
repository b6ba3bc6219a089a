import HornTensor

/// The mean of its inputs, element by element; they broadcast to each other.
public final class Average: Merge, KerasSerializable {
  override func merged(_ inputs: [Tensor], masks: [Tensor?]) throws -> Tensor {
    inputs.dropFirst().reduce(inputs[0], HornTensor.add) / inputs.count
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType {
    .promoted(super.computeOutputDType(inputs), .float32)
  }
}

/// The mean of tensors by a layer ``Average``.
public func average(_ inputs: [Tensor], name: String? = nil) throws -> Tensor {
  try Average(name: name)(inputs)
}
