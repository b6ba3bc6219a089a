import HornTensor

/// Gives its input again at each of `n` time steps: `[batch, features]` becomes `[batch, n, features]`.
///
/// A decoder gets the encoder's summary this way: `LSTM(64)`, `RepeatVector(10)`, `LSTM(64, returnSequences: true)`.
public final class RepeatVector: Layer, KerasSerializable {
  /// How many time steps the output has.
  public let n: Int

  /// - Parameter n: how many time steps, at least 1.
  public init(
    _ n: Int, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    require(n > 0, "RepeatVector: n must be at least 1, got \(n)", file: file, line: line)
    self.n = n
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    inputSpec = InputSpec(ndim: 2)
  }

  public override init(config: ConfigReader) throws {
    n = try config.int("n", atLeast: 1)
    guard n <= Lengths.longest else {
      throw HornError(.configuration, "RepeatVector: n must be at most \(Lengths.longest), got \(n)")
    }
    try super.init(config: config)
    inputSpec = InputSpec(ndim: 2)
  }

  public override func getConfig() -> Config { super.getConfig().merging(["n": .int(n)]) { $1 } }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    return [inputShape[0], n, inputShape[1]]
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try checkResultSize(computeOutputShape(inputs.shape.map { $0 }))
    return repeatElements(expandDims(inputs, axis: 1), n, axis: 1)
  }
}
