import HornTensor

/// The smallest of its inputs, element by element; they broadcast to each other.
///
/// A masked step of an input takes no part.
public final class Minimum: ExtremeMerge, KerasSerializable {
  override func joined(_ a: Tensor, _ b: Tensor) -> Tensor { HornTensor.minimum(a, b) }
}

/// The smallest of tensors, element by element, by a layer ``Minimum``.
public func minimum(_ inputs: [Tensor], name: String? = nil) throws -> Tensor {
  try Minimum(name: name)(inputs)
}
