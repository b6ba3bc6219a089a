import HornTensor

/// Multiplies by normally distributed noise with mean 1 and the variance `rate / (1 - rate)` while training
/// (Srivastava et al., 2014); otherwise gives its input back.
///
/// Input of any shape.
public final class GaussianDropout: NoiseLayer, KerasSerializable {
  /// As the rate of a ``Dropout`` of the same strength, from 0 to 1; training needs less than 1.
  public let rate: Float

  /// - Parameters:
  ///   - rate: as the rate of a dropout of the same strength.
  ///   - seed: the same seed gives the same noise; nil takes one from the global generator.
  public init(
    _ rate: Float, seed: Int? = nil, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    require(
      rate >= 0 && rate <= 1, "GaussianDropout: rate must be between 0 and 1, got \(rate)", file: file,
      line: line)
    self.rate = rate
    super.init(
      seed: seed, name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }

  public override init(config: ConfigReader) throws {
    rate = try config.rate("rate")
    try super.init(config: config)
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["rate": ConfigValue(rate)]) { $1 }
  }

  override var isActive: Bool { rate > 0 }

  override func disturbed(_ x: Tensor) throws -> Tensor {
    guard rate < 1 else {
      throw HornError(
        .configuration,
        "Layer \"\(name)\" (GaussianDropout) cannot train with the rate 1: the noise has no end")
    }
    let stddev = (rate / (1 - rate)).squareRoot()
    return x * Random.normal(shape: x.shape, mean: 1, stddev: stddev, seed: seedGenerator)
  }
}
