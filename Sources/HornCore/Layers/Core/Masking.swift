import HornTensor

/// Masks the time steps at which all features equal `maskValue`, so that the layers after it skip them.
///
/// The input is `[batch, time, …, features]` of any numeric type; a masked step becomes zeros.
/// The mask is `[batch, time, …]`, true where a step counts.
public final class Masking: Layer, KerasSerializable {
  /// The value that marks a step as absent.
  public let maskValue: Float

  /// - Parameter maskValue: the value that marks a step as absent where all its features have it.
  public init(
    maskValue: Float = 0, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    self.maskValue = maskValue
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    setUp()
  }

  public override init(config: ConfigReader) throws {
    maskValue = try config.float("mask_value", default: 0)
    try super.init(config: config)
    setUp()
  }

  private func setUp() {
    supportsMasking = true
    inputSpec = InputSpec(minNdim: 2)
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["mask_value": ConfigValue(maskValue)]) { $1 }
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try refuseStrings([inputs])
    let counts = presence(inputs, keepdims: true)
    let outputs = `where`(counts, inputs, Tensor(zeros: [], dtype: inputs.dtype))
    return outputs.with(mask: squeeze(counts, axis: -1))
  }

  public override func computeMask(_ inputs: Tensor, mask: Tensor?) -> Tensor? {
    presence(inputs, keepdims: false)
  }

  override func ownMask(_ inputs: [SymbolicTensor]) throws -> SymbolicTensor? {
    let differs = try SymbolicTensor.operation(
      "NotEqual", [.tensor(inputs[0]), .constant(ConfigValue(maskValue))])
    return try .operation("Any", [.tensor(differs)], options: ["axis": -1])
  }

  /// True where a step has another value than the mask's in any feature.
  private func presence(_ inputs: Tensor, keepdims: Bool) -> Tensor {
    any(notEqual(inputs.detached, Tensor(maskValue)), axis: -1, keepdims: keepdims)
  }
}
