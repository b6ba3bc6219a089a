import HornTensor

/// The largest value over time: `[batch, time, features]` becomes `[batch, features]`.
///
/// It makes no use of a mask, as in Keras: masked steps count.
public final class GlobalMaxPooling1D: GlobalPooling1D, KerasSerializable {
  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try refuseStrings([inputs])
    guard inputs.shape[timeAxis] > 0 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\": an input of shape \(inputs.shape) has no time steps to take the largest of")
    }
    return max(inputs, axis: timeAxis, keepdims: keepdims)
  }
}
