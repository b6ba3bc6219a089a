import HornTensor

/// Dropout that keeps mean and variance, for networks of `selu` (Klambauer et al., 2017).
///
/// While training, a random part of the input becomes `selu`'s lower limit, and all is scaled and moved back to the
/// old mean and variance. Input of any shape.
public final class AlphaDropout: NoiseLayer, KerasSerializable {
  /// The part that is replaced, from 0 to 1; training needs less than 1.
  public let rate: Float
  /// Where it is 1, all elements along the axis share one choice; nil stands for the input's length.
  public let noiseShape: [Int?]?

  /// - Parameters:
  ///   - rate: the part that is replaced.
  ///   - noiseShape: the shape of the choice, which broadcasts to the input's; nil chooses each element by itself.
  ///   - seed: the same seed gives the same choices; nil takes one from the global generator.
  public init(
    _ rate: Float, noiseShape: [Int?]? = nil, seed: Int? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, activityRegularizer: Regularizer? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    require(
      rate >= 0 && rate <= 1, "AlphaDropout: rate must be between 0 and 1, got \(rate)", file: file,
      line: line)
    self.rate = rate
    self.noiseShape = noiseShape
    super.init(
      seed: seed, name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }

  public override init(config: ConfigReader) throws {
    rate = try config.rate("rate")
    noiseShape = try config.optionalShape("noise_shape")
    try super.init(config: config)
  }

  override func treatsSamplesAlone(training: Bool) -> Bool { noiseShape?.first.map { $0 == nil } ?? true }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "rate": ConfigValue(rate), "noise_shape": noiseShape.map(ConfigValue.init(shape:)) ?? .null,
    ]) { $1 }
  }

  override var isActive: Bool { rate > 0 }

  override func disturbed(_ x: Tensor) throws -> Tensor {
    guard rate < 1 else {
      throw HornError(
        .configuration,
        "Layer \"\(name)\" (AlphaDropout) cannot train with the rate 1: no variance would be left")
    }
    let given = noiseShape ?? x.shape.map(Optional.some)
    guard given.count == x.rank, zip(given, x.shape).allSatisfy({ $0 == nil || $0 == 1 || $0 == $1 }) else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (AlphaDropout): noiseShape \(formatShape(given)) does not broadcast to the input's shape "
          + "\(x.shape)")
    }
    let shape = Shape(zip(given, x.shape).map { $0 ?? $1 })
    let limit = -1.673_263_242_354_377_2 * 1.050_700_987_355_480_5
    let kept = cast(
      greaterEqual(Random.uniform(shape: shape, seed: seedGenerator), Tensor(rate)), .float32)
    let p = Double(rate)
    let a = 1 / ((1 - p) * (1 + p * limit * limit)).squareRoot()
    return (x * kept + (1 - kept) * limit) * a - a * limit * p
  }
}
