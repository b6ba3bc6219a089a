import HornTensor

/// The mean over time: `[batch, time, features]` becomes `[batch, features]`.
///
/// A mask (`[batch, time]`) takes steps out of the mean; a row that is masked whole gives NaN, as in Keras.
public final class GlobalAveragePooling1D: GlobalPooling1D, KerasSerializable {
  public override init(
    dataFormat: DataFormat = .channelsLast, keepdims: Bool = false, name: String? = nil,
    trainable: Bool = true, dtype: DType = .float32, activityRegularizer: Regularizer? = nil
  ) {
    super.init(
      dataFormat: dataFormat, keepdims: keepdims, name: name, trainable: trainable, dtype: dtype,
      activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    try super.init(config: config)
    supportsMasking = true
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    let inputs = try numeric(inputs)
    guard let mask else { return mean(inputs, axis: timeAxis, keepdims: keepdims) }
    guard mask.shape == [inputs.shape[0], inputs.shape[timeAxis]] else {
      throw HornError(
        .shape,
        "Layer \"\(name)\": the mask has the shape \(mask.shape), but the input \(inputs.shape) needs one of shape "
          + "\([inputs.shape[0], inputs.shape[timeAxis]] as Shape)")
    }
    let counts = expandDims(mask.dtype == .bool ? mask : cast(mask, .bool), axis: 3 - timeAxis)
    let kept = `where`(counts, inputs, Tensor(zeros: [], dtype: inputs.dtype))
    let number = sum(cast(counts, .float32), axis: timeAxis, keepdims: keepdims)
    return sum(kept, axis: timeAxis, keepdims: keepdims) / number
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }

  public override func computeMask(_ inputs: Tensor, mask: Tensor?) -> Tensor? { nil }
}
