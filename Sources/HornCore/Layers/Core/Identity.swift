import HornTensor

/// Gives its input back, of any shape and type.
public final class Identity: Layer, KerasSerializable {
  public override init(
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    try super.init(config: config)
    supportsMasking = true
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor { inputs }
}
