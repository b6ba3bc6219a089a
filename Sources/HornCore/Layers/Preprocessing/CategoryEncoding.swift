import HornTensor

/// Turns integers from 0 to `numTokens - 1` into vectors of that length.
///
/// Input: integers, `[batch, …]` (floats are cut to integers). Output float32: `oneHot` gives each integer a vector
/// (an axis of length 1 at the end is dropped before); `multiHot` and `count` give each sample one, `[batch, numTokens]`,
/// where a tensor of rank 1 is one sample. As in Keras, an integer of `numTokens` or more gives nothing; a negative one
/// is an error, with `oneHot` it gives nothing too.
///
///     try CategoryEncoding(numTokens: 4, outputMode: .count)(Tensor([[0, 1], [3, 3]]))
///     // [[1, 1, 0, 0], [0, 0, 0, 2]]
public final class CategoryEncoding: PreprocessingLayer, KerasSerializable {
  /// Length of the vectors.
  public let numTokens: Int
  /// `oneHot`, `multiHot` or `count`.
  public let outputMode: OutputMode

  private static let modes: [OutputMode] = [.count, .oneHot, .multiHot]

  /// - Parameters:
  ///   - numTokens: the length of the vectors.
  ///   - outputMode: `oneHot`, `multiHot` or `count`.
  ///   - sparse: sparse tensors are not part of Horn: only false is possible.
  public init(
    numTokens: Int, outputMode: OutputMode = .multiHot, sparse: Bool = false, name: String? = nil,
    trainable: Bool = true, dtype: DType = .float32, file: StaticString = #fileID, line: UInt = #line
  ) {
    require(
      numTokens >= 1, "CategoryEncoding: numTokens must be at least 1, got \(numTokens)", file: file,
      line: line)
    require(
      Self.modes.contains(outputMode),
      "CategoryEncoding: outputMode must be count, one_hot or multi_hot, got \(outputMode.rawValue)",
      file: file,
      line: line)
    require(!sparse, "CategoryEncoding: \(OutputMode.noSparse)", file: file, line: line)
    self.numTokens = numTokens
    self.outputMode = outputMode
    super.init(name: name, trainable: trainable, dtype: dtype)
    stopUnlessFloat32()
  }

  public override init(config: ConfigReader) throws {
    numTokens = try config.int("num_tokens", atLeast: 1)
    outputMode = try config.outputMode(default: .multiHot, of: Self.modes)
    try config.refuseSparse()
    try super.init(config: config)
    try requireFloat32()
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "num_tokens": .int(numTokens), "output_mode": .string(outputMode.rawValue),
    ]) { $1 }
  }

  public override var buildInputNames: [String] { ["inputs", "count_weights"] }

  /// The vectors, with a weight for each integer instead of 1, for the mode `count`.
  ///
  /// - Parameter countWeights: of the shape of the inputs.
  public func callAsFunction(_ inputs: Tensor, countWeights: Tensor) throws -> Tensor {
    try self([inputs, countWeights])
  }

  public override var function: @Sendable (Tensor) throws -> Tensor {
    let encode = encode
    return { try encode($0, nil) }
  }

  public override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    guard inputs.count <= 2 else {
      throw HornError(
        .shape, "Layer \"\(name)\" takes integers and at most their weights, but got \(inputs.count) inputs")
    }
    return [try encode(inputs[0], inputs.count > 1 ? inputs[1] : nil)]
  }

  private var encode: @Sendable (_ x: Tensor, _ weights: Tensor?) throws -> Tensor {
    let (name, mode, depth) = (self.name, outputMode, numTokens)
    return { x, weights in
      let ids = try Preprocessing.integers(x, name)
      if let weights {
        guard mode == .count else {
          throw HornError(
            .configuration,
            "Layer \"\(name)\": countWeights are for the output mode count only, which is \(mode.rawValue)")
        }
        guard weights.shape == ids.shape else {
          throw HornError(
            .shape,
            "Layer \"\(name)\": countWeights have the shape \(weights.shape), but the integers \(ids.shape); they must "
              + "have the same")
        }
      }
      if mode != .oneHot,
        let place = UnsafeBufferPointer(start: ids.i32, count: ids.elementCount)
          .firstIndex(where: { $0 < 0 })
      {
        throw HornError(
          .value,
          "Layer \"\(name)\" got \(ids.i32[place]) (element \(place)); the integers must be from 0 to \(depth - 1)"
        )
      }
      let weights = try weights.map { try Preprocessing.numbers($0, name) }
      return try CategoryEncoder.encoded(ids, mode, depth: depth, weights: weights, layer: name)
    }
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    CategoryEncoder.shape(inputShape, outputMode, depth: numTokens)
  }

  public override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    [try computeOutputShape(inputShapes[0])]
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }

  override var inputDType: DType { .float32 }
}
