import HornTensor

/// Gives each time step several times: `[batch, time, features]` becomes `[batch, size * time, features]`.
public final class UpSampling1D: Layer, KerasSerializable {
  /// How often each step stands in the output.
  public let size: Int

  /// - Parameter size: how often each step stands in the output, at least 1.
  public init(
    _ size: Int = 2, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    require(size > 0, "UpSampling1D: size must be at least 1, got \(size)", file: file, line: line)
    self.size = size
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    inputSpec = InputSpec(ndim: 3)
  }

  public override init(config: ConfigReader) throws {
    size = try config.int("size", default: 2)
    guard size > 0, size <= Lengths.longest else {
      throw HornError(
        .configuration, "UpSampling1D: size must be from 1 to \(Lengths.longest), got \(size)")
    }
    try super.init(config: config)
    inputSpec = InputSpec(ndim: 3)
  }

  public override func getConfig() -> Config { super.getConfig().merging(["size": .int(size)]) { $1 } }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    let time = try joinedLength(
      [inputShape[1], size], Int.multipliedReportingOverflow, inputShape: inputShape)
    return [inputShape[0], time, inputShape[2]]
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try checkResultSize(computeOutputShape(inputs.shape.map { $0 }))
    return repeatElements(inputs.with(mask: nil), size, axis: 1)
  }
}
