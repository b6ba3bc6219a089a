import HornTensor

/// The greatest of its inputs, element by element; they broadcast to each other.
///
/// A masked step of an input takes no part.
public final class Maximum: ExtremeMerge, KerasSerializable {
  override func joined(_ a: Tensor, _ b: Tensor) -> Tensor { HornTensor.maximum(a, b) }
}

/// The greatest of tensors, element by element, by a layer ``Maximum``.
public func maximum(_ inputs: [Tensor], name: String? = nil) throws -> Tensor {
  try Maximum(name: name)(inputs)
}
