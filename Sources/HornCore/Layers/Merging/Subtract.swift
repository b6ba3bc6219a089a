import HornTensor

/// The first of its two inputs minus the second, element by element; they broadcast to each other.
public final class Subtract: Merge, KerasSerializable {
  override func checkShapes(_ shapes: [[Int?]]) throws {
    try super.checkShapes(shapes)
    guard shapes.count == 2 else { throw misfit(shapes, "exactly two inputs are needed") }
  }

  override func merged(_ inputs: [Tensor], masks: [Tensor?]) throws -> Tensor {
    guard inputs.contains(where: { $0.dtype != .bool }) else {
      throw HornError(
        .dtype, "Layer \"\(name)\" (Subtract) takes numbers, got bools only, which have no difference")
    }
    return inputs[0] - inputs[1]
  }
}

/// The difference of two tensors by a layer ``Subtract``.
public func subtract(_ inputs: [Tensor], name: String? = nil) throws -> Tensor {
  try Subtract(name: name)(inputs)
}
