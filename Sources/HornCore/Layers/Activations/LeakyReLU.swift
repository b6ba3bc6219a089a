import HornTensor

/// `x`, but `negativeSlope · x` below 0, on an input of any shape (Maas et al., 2013).
public final class LeakyReLU: Layer, KerasSerializable {
  /// The slope below 0.
  public let negativeSlope: Double

  /// - Parameter negativeSlope: the slope below 0, 0 or more.
  public init(
    negativeSlope: Double = 0.3, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    require(
      negativeSlope >= 0, "LeakyReLU: negativeSlope must be 0 or more, got \(negativeSlope)", file: file,
      line: line)
    self.negativeSlope = negativeSlope
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    // Its name in files of Keras 2.
    let old = try config.optionalDouble("alpha")
    negativeSlope = try config.optionalDouble("negative_slope") ?? old ?? 0.3
    guard negativeSlope >= 0 else {
      throw HornError(.configuration, "LeakyReLU: negative_slope must be 0 or more, got \(negativeSlope)")
    }
    try super.init(config: config)
    supportsMasking = true
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["negative_slope": .double(negativeSlope)]) { $1 }
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    leakyRelu(try numeric(inputs), negativeSlope: negativeSlope)
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }
}
