import HornTensor

/// Adds normally distributed noise while training, against overfitting; otherwise gives its input back.
///
/// Input of any shape.
public final class GaussianNoise: NoiseLayer, KerasSerializable {
  /// The noise's standard deviation, from 0 to 1.
  public let stddev: Float

  /// - Parameters:
  ///   - stddev: the noise's standard deviation, from 0 to 1; its mean is 0.
  ///   - seed: the same seed gives the same noise; nil takes one from the global generator.
  public init(
    _ stddev: Float, seed: Int? = nil, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    require(
      stddev >= 0 && stddev <= 1, "GaussianNoise: stddev must be between 0 and 1, got \(stddev)", file: file,
      line: line)
    self.stddev = stddev
    super.init(
      seed: seed, name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }

  public override init(config: ConfigReader) throws {
    stddev = try config.rate("stddev")
    try super.init(config: config)
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["stddev": ConfigValue(stddev)]) { $1 }
  }

  override var isActive: Bool { stddev > 0 }

  override func disturbed(_ x: Tensor) throws -> Tensor {
    x + Random.normal(shape: x.shape, stddev: stddev, seed: seedGenerator)
  }
}
