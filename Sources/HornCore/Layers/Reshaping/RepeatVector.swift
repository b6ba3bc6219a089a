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

extension Layer {
  /// Throws where a configuration asks for an output that no memory can hold.
  func checkResultSize(_ shape: [Int?]) throws {
    guard let count = knownProduct(shape), count <= 1 << 34 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) cannot give an output of shape \(formatShape(shape)): it is too large"
      )
    }
  }
}
