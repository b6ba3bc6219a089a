import HornTensor

/// Applies an activation to its input, numbers of any shape; the output is float32.
///
///     Sequential([Dense(8), Activation("relu")])
public final class Activation: Layer, KerasSerializable {
  /// The function that is applied.
  public let activation: ActivationFunction

  /// - Parameter activation: a name such as `"relu"`, or a function of one's own.
  public init(
    _ activation: ActivationFunction, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    self.activation = activation
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    activation = try config.choice("activation", default: .linear)
    try super.init(config: config)
    supportsMasking = true
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["activation": activation.serialized]) { $1 }
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try activation.applied(to: numeric(inputs))
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }
}
