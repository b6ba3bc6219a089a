import HornKernels
import HornTensor

/// Turns pairs (or longer tuples) of strings or integers into one of `numBins` integers by their common hash.
///
/// Inputs: two or more tensors of strings or integers, all `[batch]` or all `[batch, 1]`. Output by `outputMode`: int32
/// of the same shape (Keras gives int64), or with `oneHot` float32 `[batch, numBins]`. The hash is that of TensorFlow's
/// `sparse.cross_hashed`.
///
///     try HashedCrossing(numBins: 5)([Tensor(["A", "B"]), Tensor([101, 102] as [Int])])
public final class HashedCrossing: PreprocessingLayer, KerasSerializable {
  /// The number of integers.
  public let numBins: Int
  /// `int` or `oneHot`.
  public let outputMode: OutputMode
  /// Whether Keras's type is int64, which Horn does not have.
  private let isInt64: Bool

  /// - Parameters:
  ///   - numBins: the number of integers.
  ///   - outputMode: `int` or `oneHot`.
  ///   - sparse: sparse tensors are not part of Horn: only false is possible.
  ///   - dtype: nil for int32 with `int`, else float32.
  public init(
    numBins: Int, outputMode: OutputMode = .int, sparse: Bool = false, name: String? = nil,
    dtype: DType? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    self.numBins = numBins
    self.outputMode = outputMode
    isInt64 = dtype == nil && outputMode == .int
    super.init(name: name, dtype: dtype ?? (outputMode == .int ? .int32 : .float32))
    do {
      try check("HashedCrossing")
      if sparse { throw HornError(.configuration, "HashedCrossing: \(OutputMode.noSparse)") }
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  public override init(config: ConfigReader) throws {
    numBins = try config.int("num_bins", atLeast: 1)
    outputMode = try config.outputMode(default: .int, of: [.int, .oneHot])
    try config.refuseSparse()
    let reader = config.int64AsInt32()
    let isUnset = config.value("dtype") == nil
    isInt64 = reader !== config || isUnset && outputMode == .int
    try super.init(config: isUnset && outputMode == .int ? config.replacing("dtype", "int32") : reader)
    try check(config.owner)
  }

  private func check(_ owner: String) throws {
    guard numBins >= 1, numBins <= Int(Int32.max) else {
      throw HornError(.configuration, "\(owner): numBins must be from 1 to \(Int32.max), got \(numBins)")
    }
    guard outputMode == .int || outputMode == .oneHot else {
      throw HornError(
        .configuration, "\(owner): outputMode must be int or one_hot, got \(outputMode.rawValue)")
    }
    guard dtype == (outputMode == .int ? .int32 : .float32) else {
      throw HornError(
        .configuration,
        "\(owner): dtype must be \(outputMode == .int ? "int32" : "float32") in the output mode \(outputMode.rawValue), "
          + "got \(dtype)")
    }
  }

  /// As Keras, without `trainable` and with the type's bare name.
  public override func getConfig() -> Config {
    [
      "num_bins": .int(numBins), "output_mode": .string(outputMode.rawValue), "sparse": false,
      "name": .string(name), "dtype": .string(standsForInt64 ? "int64" : dtype.rawValue),
    ]
  }

  public override var buildInputNames: [String] { ["inputs"] }

  /// What the layer does, as a function of all inputs that may be sent to other threads.
  public var functionOfInputs: @Sendable ([Tensor]) throws -> Tensor {
    let (name, mode, depth) = (self.name, outputMode, numBins)
    return { inputs in
      let shape = try Self.checked(inputs, name)
      var hashes = [UInt64](repeating: 0xDECA_FCAF_FE, count: shape.elementCount)
      for x in inputs {
        if x.dtype == .int32 {
          horn_cross_integers(&hashes, x.i32, hashes.count)
        } else {
          let texts = x.byteStrings
          texts.bytes.withUnsafeBufferPointer {
            horn_cross_strings(&hashes, $0.baseAddress, texts.offsets, hashes.count)
          }
        }
      }
      let bins = Tensor(uninitialized: shape, dtype: .int32)
      horn_hash_buckets(bins.mutableI32, hashes, hashes.count, UInt64(depth), 0)
      return try CategoryEncoder.encoded(bins, mode, depth: depth, layer: name)
    }
  }

  /// A crossing has several inputs: see ``functionOfInputs``.
  public override var function: @Sendable (Tensor) throws -> Tensor {
    let cross = functionOfInputs
    return { try cross([$0]) }
  }

  public override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    [try functionOfInputs(inputs)]
  }

  private static func checked(_ inputs: [Tensor], _ layer: String) throws -> Shape {
    try checkCount(inputs.count, layer)
    let shape = inputs[0].shape
    for x in inputs {
      guard x.shape == shape else {
        throw HornError(
          .shape,
          "Layer \"\(layer)\" crosses inputs of one shape, got \(inputs.map { "\($0.shape)" }.joined(separator: ", "))"
        )
      }
      guard x.dtype == .string || x.dtype == .int32 else {
        throw HornError(.dtype, "Layer \"\(layer)\" crosses strings and integers, got \(x.dtype)")
      }
    }
    try checkRank(shape.map { $0 }, layer)
    return shape
  }

  private static func checkCount(_ count: Int, _ layer: String) throws {
    guard count >= 2 else {
      throw HornError(.shape, "Layer \"\(layer)\" (HashedCrossing) crosses two inputs or more, got \(count)")
    }
  }

  private static func checkRank(_ shape: [Int?], _ layer: String) throws {
    guard shape.count < 2 || (shape.count == 2 && (shape[1] ?? 1) == 1) else {
      throw HornError(
        .shape,
        "Layer \"\(layer)\" (HashedCrossing) takes inputs of the shape [batch] or [batch, 1], got \(formatShape(shape))"
      )
    }
  }

  public override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    try Self.checkCount(inputShapes.count, name)
    for shape in inputShapes {
      guard shape.count == inputShapes[0].count else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" crosses inputs of one shape, got "
            + inputShapes.map(formatShape).joined(separator: ", "))
      }
    }
    try Self.checkRank(inputShapes[0], name)
    return [CategoryEncoder.shape(inputShapes[0], outputMode, depth: numBins)]
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { dtype }

  override var standsForInt64: Bool { isInt64 }

  override var inputDType: DType { dtype }
}
