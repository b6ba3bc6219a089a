import HornTensor

/// `x`, but `alpha · (exp(x) - 1)` below 0, on an input of any shape (Clevert et al., 2015).
public final class ELU: Layer, KerasSerializable {
  /// Minus the limit for small inputs.
  public let alpha: Double

  /// - Parameter alpha: minus the limit for small inputs.
  public init(
    alpha: Double = 1, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    self.alpha = alpha
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    alpha = try config.double("alpha", default: 1)
    try super.init(config: config)
    supportsMasking = true
  }

  public override func getConfig() -> Config { super.getConfig().merging(["alpha": .double(alpha)]) { $1 } }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    elu(try numeric(inputs), alpha: alpha)
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }
}
