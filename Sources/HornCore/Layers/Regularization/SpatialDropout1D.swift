import HornTensor

/// Sets whole features of a sequence to zero while training: a choice holds for all time steps (Tompson et al., 2014).
///
/// Input `[batch, time, features]`; what stays is divided by `1 - rate`.
public final class SpatialDropout1D: NoiseLayer, KerasSerializable {
  /// The part of the features that is set to zero, from 0 to 1.
  public let rate: Float

  /// - Parameters:
  ///   - rate: the part of the features that is set to zero.
  ///   - seed: the same seed gives the same choices; nil takes one from the global generator.
  public init(
    _ rate: Float, seed: Int? = nil, name: String? = nil, dtype: DType = .float32,
    file: StaticString = #fileID,
    line: UInt = #line
  ) {
    require(
      rate >= 0 && rate <= 1, "SpatialDropout1D: rate must be between 0 and 1, got \(rate)", file: file,
      line: line)
    self.rate = rate
    super.init(seed: seed, name: name, trainable: true, dtype: dtype, activityRegularizer: nil)
    inputSpec = InputSpec(ndim: 3)
  }

  public override init(config: ConfigReader) throws {
    rate = try config.rate("rate")
    try super.init(config: config)
    inputSpec = InputSpec(ndim: 3)
  }

  public override func getConfig() -> Config {
    // Keras's own configuration has these four keys only, and the bare type.
    [
      "rate": ConfigValue(rate), "seed": ConfigValue(seed), "name": .string(name),
      "dtype": .string(dtype.rawValue),
    ]
  }

  override var isActive: Bool { rate > 0 }

  override func disturbed(_ x: Tensor) throws -> Tensor {
    x * Random.dropout(Tensor(ones: [x.shape[0], 1, x.shape[2]]), rate, seed: seedGenerator)
  }
}
