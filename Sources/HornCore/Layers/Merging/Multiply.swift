import HornTensor

/// The product of its inputs, element by element; they broadcast to each other.
///
/// A masked step of an input counts as ones; where all inputs are masked, the product is zero.
public final class Multiply: Merge, KerasSerializable {
  override func merged(_ inputs: [Tensor], masks: [Tensor?]) throws -> Tensor {
    let all = !masks.contains { $0 == nil }
    var output: Tensor?
    var outputMask: Tensor?
    for (input, mask) in zip(inputs, masks) {
      var x = input
      if let mask {
        let counts = try spread(mask, over: x)
        x = `where`(counts, x, Tensor(ones: [], dtype: x.dtype))
        if all { outputMask = outputMask.map { logicalOr($0, counts) } ?? counts }
      }
      output = output.map { $0 * x } ?? x
    }
    guard let output else { return inputs[0] }
    guard let outputMask else { return output.with(mask: nil) }
    let kept = `where`(outputMask, output, Tensor(zeros: [], dtype: output.dtype))
    return kept.with(mask: any(outputMask, axis: -1))
  }
}

/// The product of tensors by a layer ``Multiply``.
public func multiply(_ inputs: [Tensor], name: String? = nil) throws -> Tensor {
  try Multiply(name: name)(inputs)
}
