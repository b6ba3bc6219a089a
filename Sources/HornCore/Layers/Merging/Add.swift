import HornTensor

/// The sum of its inputs, element by element; they broadcast to each other.
///
///     let residual = try Add()([x, block(x)])
public final class Add: Merge, KerasSerializable {
  override func merged(_ inputs: [Tensor], masks: [Tensor?]) throws -> Tensor {
    inputs.dropFirst().reduce(inputs[0], HornTensor.add)
  }
}

/// The sum of tensors by a layer ``Add``.
public func add(_ inputs: [Tensor], name: String? = nil) throws -> Tensor { try Add(name: name)(inputs) }
