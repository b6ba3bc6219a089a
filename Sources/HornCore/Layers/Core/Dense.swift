import HornTensor

/// A densely connected layer: activation(inputs · kernel + bias).
///
/// Input `[batch, …, features]`, output `[batch, …, units]`; the product is over the last axis.
///
///     Dense(64, activation: .relu)
public final class Dense: Layer, KerasSerializable {
  /// Length of the output's last axis.
  public let units: Int
  /// What is applied to the sum; `.linear` where none was given.
  public let activation: ActivationFunction
  /// Whether a bias is added.
  public let useBias: Bool
  /// How the kernel starts.
  public let kernelInitializer: Initializer
  /// How the bias starts.
  public let biasInitializer: Initializer
  /// A penalty on the kernel that is added to the loss; nil for none.
  public let kernelRegularizer: Regularizer?
  /// A penalty on the bias that is added to the loss; nil for none.
  public let biasRegularizer: Regularizer?
  /// What the kernel is brought back to after each step of training; nil for nothing.
  public let kernelConstraint: Constraint?
  /// What the bias is brought back to after each step of training; nil for nothing.
  public let biasConstraint: Constraint?

  /// The weight `[features, units]`, once the layer is built.
  public private(set) var kernel: Variable?
  /// The weight `[units]`, once the layer is built, unless it has none.
  public private(set) var bias: Variable?

  /// - Parameters:
  ///   - units: length of the output's last axis, at least 1.
  ///   - activation: nil for none.
  ///   - useBias: whether a bias is added.
  public init(
    _ units: Int, activation: ActivationFunction? = nil, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    require(units > 0, "Dense: units must be at least 1, got \(units)")
    self.units = units
    self.activation = activation ?? .linear
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
    inputSpec = InputSpec(minNdim: 2)
    stopUnlessFloat32()
  }

  public override init(config: ConfigReader) throws {
    units = try config.int("units", atLeast: 1)
    activation = try config.choice("activation", default: .linear)
    useBias = try config.bool("use_bias", default: true)
    kernelInitializer = try config.choice("kernel_initializer", default: .glorotUniform)
    biasInitializer = try config.choice("bias_initializer", default: .zeros)
    kernelRegularizer = try config.optionalChoice("kernel_regularizer")
    biasRegularizer = try config.optionalChoice("bias_regularizer")
    kernelConstraint = try config.optionalChoice("kernel_constraint")
    biasConstraint = try config.optionalChoice("bias_constraint")
    try config.refuse("quantization_config", "lora_rank", "lora_alpha")
    try super.init(config: config)
    supportsMasking = true
    inputSpec = InputSpec(minNdim: 2)
    try requireFloat32()
  }

  public override func build(inputShape: [Int?]) throws {
    guard let features = inputShape.last ?? nil else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (Dense) needs a known length of its input's last axis, got \(formatShape(inputShape))"
      )
    }
    kernel = try addWeight(
      name: "kernel", shape: [features, units], initializer: kernelInitializer,
      regularizer: kernelRegularizer,
      constraint: kernelConstraint)
    if useBias {
      bias = try addWeight(
        name: "bias", shape: [units], initializer: biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
    inputSpec = InputSpec(minNdim: 2, axes: [-1: features])
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard let kernel else { throw notBuilt() }
    let x = try numeric(inputs)
    let y = dense(x, kernel: kernel.value, bias: bias?.value, activation: activation.fused ?? .linear)
    return activation.fused == nil ? try activation.applied(to: y) : y
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    inputShape.dropLast() + [units]
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "units": .int(units), "activation": activation.serialized, "use_bias": .bool(useBias),
      "kernel_initializer": kernelInitializer.serialized, "bias_initializer": biasInitializer.serialized,
      "kernel_regularizer": kernelRegularizer?.serialized ?? .null,
      "bias_regularizer": biasRegularizer?.serialized ?? .null,
      "kernel_constraint": kernelConstraint?.serialized ?? .null,
      "bias_constraint": biasConstraint?.serialized ?? .null, "quantization_config": nil,
    ]) { $1 }
  }
}
