import HornTensor

/// Puts the axes behind the batch in another order: with `[2, 1]`, `[batch, a, b]` becomes `[batch, b, a]`.
public final class Permute: Layer, KerasSerializable {
  /// Which axis of the input each axis of the output is, counted from 1, the first behind the batch.
  public let dims: [Int]

  /// - Parameter dims: each of the numbers from 1 to the number of axes behind the batch, once.
  public init(
    _ dims: [Int], name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    if let problem = Self.problem(dims) { programmingError(problem, file: file, line: line) }
    self.dims = dims
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    inputSpec = InputSpec(ndim: dims.count + 1)
  }

  public override init(config: ConfigReader) throws {
    guard let list = try config.optionalAxes("dims") else {
      throw HornError(.configuration, "Permute: the argument dims (a list of axes) is missing")
    }
    dims = list
    if let problem = Self.problem(dims) { throw HornError(.configuration, problem) }
    try super.init(config: config)
    inputSpec = InputSpec(ndim: dims.count + 1)
  }

  private static func problem(_ dims: [Int]) -> String? {
    dims.sorted() == Array(1..<(dims.count + 1))
      ? nil : "Permute: dims must be the axes from 1 on in some order, each once, got \(dims)"
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["dims": ConfigValue(shape: dims)]) { $1 }
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    return [inputShape[0]] + dims.map { inputShape[$0] }
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    transpose(inputs.with(mask: nil), axes: [0] + dims)
  }
}
