import HornTensor

/// The entry of a model: it says which shape and type the data has, and gives them on.
///
/// ``Input(shape:batchSize:dtype:sparse:ragged:batchShape:name:optional:)`` is the usual way to make one.
public final class InputLayer: Layer, KerasSerializable {
  /// The shape with the batch in front; nil for an unknown length.
  public let batchShape: [Int?]
  /// Whether a model may be called without this input.
  public let optional: Bool
  private let isInt64: Bool

  /// Either `shape` or `batchShape` must be given.
  ///
  /// - Parameters:
  ///   - shape: without the batch; nil for an unknown length.
  ///   - batchSize: the batch's length; nil for any.
  ///   - dtype: what the input is converted to; nil for float32.
  ///   - sparse: sparse tensors are not part of Horn: only false is possible.
  ///   - ragged: ragged tensors are not part of Horn: only false is possible. Pad the rows and mask them.
  ///   - batchShape: the shape with the batch in front.
  ///   - optional: whether a model may be called without this input.
  public init(
    shape: [Int?]? = nil, batchSize: Int? = nil, dtype: DType? = nil, sparse: Bool = false,
    ragged: Bool = false, batchShape: [Int?]? = nil, optional: Bool = false, name: String? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    do {
      self.batchShape = try Self.resolve(
        shape: shape, batchSize: batchSize, batchShape: batchShape, sparse: sparse, ragged: ragged)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
    self.optional = optional
    isInt64 = false
    super.init(name: name, dtype: dtype ?? .float32)
    setUp()
  }

  public override init(config: ConfigReader) throws {
    let shape = try config.optionalShape("shape") ?? config.optionalShape("input_shape")
    let batchShape = try config.optionalShape("batch_shape") ?? config.optionalShape("batch_input_shape")
    self.batchShape = try Self.resolve(
      shape: shape, batchSize: try config.optionalInt("batch_size"), batchShape: batchShape,
      sparse: try config.bool("sparse", default: false), ragged: try config.bool("ragged", default: false))
    optional = try config.bool("optional", default: false)
    let reader = config.int64AsInt32()
    isInt64 = reader !== config
    try super.init(config: reader)
    setUp()
  }

  private func setUp() {
    supportsMasking = true
    // As in Keras, a batch may be of another size than the given one; the last of an epoch often is.
    let known = batchShape.enumerated().dropFirst().compactMap { axis, length in length.map { (axis, $0) } }
    inputSpec = InputSpec(ndim: batchShape.count, axes: Dictionary(uniqueKeysWithValues: known))
  }

  private static func resolve(
    shape: [Int?]?, batchSize: Int?, batchShape: [Int?]?, sparse: Bool, ragged: Bool
  ) throws -> [Int?] {
    func fail(_ message: String) -> HornError { HornError(.configuration, "InputLayer: \(message)") }
    if sparse {
      throw fail("sparse is true, but Horn has no sparse tensors; give dense ones with sparse: false")
    }
    if ragged {
      throw fail("ragged is true, but Horn has no ragged tensors; pad the rows (padSequences) and mask them")
    }
    let found: [Int?]
    switch (shape, batchShape) {
    case (let shape?, nil): found = [batchSize] + shape
    case (nil, let batchShape?):
      guard batchSize == nil else { throw fail("give batchSize or batchShape, not both") }
      guard !batchShape.isEmpty else { throw fail("batchShape is empty; its first axis is the batch") }
      found = batchShape
    case (nil, nil): throw fail("the shape is missing; give shape (without the batch) or batchShape")
    default: throw fail("give shape or batchShape, not both")
    }
    for case let length? in found where length < 0 {
      throw fail("the shape \(formatShape(found)) has the negative length \(length); use nil for any length")
    }
    return found
  }

  /// The symbolic tensor that stands for the data.
  public var symbol: SymbolicTensor {
    if let node = liveCalls.first { return node.outputs[0] }
    built = true
    return GraphNode(
      layer: self, inputs: [], masks: nil, arguments: [:], outputShapes: [batchShape], outputDTypes: [dtype],
      outputMasks: [.none]
    ).outputs[0]
  }

  override var standsForInt64: Bool { isInt64 }

  public override func getConfig() -> Config {
    [
      "batch_shape": ConfigValue(shape: batchShape),
      "dtype": .string(isInt64 ? "int64" : dtype.rawValue), "sparse": false,
      "ragged": false, "name": .string(name), "optional": .bool(optional),
    ]
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    return zip(inputShape, batchShape).map { $0 ?? $1 }
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    if inputs.dtype == dtype { return inputs }
    guard inputs.dtype != .string, dtype != .string else {
      throw HornError(
        .dtype, "Layer \"\(name)\" expected an input of type \(dtype), but got one of type \(inputs.dtype)")
    }
    return cast(inputs, dtype)
  }
}
