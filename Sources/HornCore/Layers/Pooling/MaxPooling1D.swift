import HornTensor

/// The largest value of each window of time steps: `[batch, time, features]` becomes `[batch, windows, features]`.
///
///     MaxPooling1D(3, strides: 1, padding: .same)
public final class MaxPooling1D: Pooling1D, KerasSerializable {
  /// - Parameters:
  ///   - poolSize: time steps of a window.
  ///   - strides: how far a window is from the next; nil is `poolSize`.
  ///   - padding: `.same` lets windows reach beyond the ends.
  public init(
    _ poolSize: Int = 2, strides: Int? = nil, padding: PoolingPadding = .valid,
    dataFormat: DataFormat = .channelsLast, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, activityRegularizer: Regularizer? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    super.init(
      poolSize: poolSize, strides: strides, padding: padding, dataFormat: dataFormat, name: name,
      trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer, file: file, line: line)
  }

  public init(config: ConfigReader) throws { try super.init(config: config, poolSize: 2) }

  override func pooled(_ x: Tensor, _ window: SequenceWindow) -> Tensor { maxPool1D(x, window) }
}
