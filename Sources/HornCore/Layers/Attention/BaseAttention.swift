import HornTensor

/// The base of the attention layers without projections.
///
/// Inputs are query `[batch, rows, features]`, value `[batch, columns, n]` and, optionally, key
/// `[batch, columns, features]`, each perhaps with further axes before the time; without a key, the value is the key.
/// The output `[batch, rows, n]` is, for each query, the mean of the values weighted by the softmax of its scores.
/// A mask of the value leaves time steps out, one of the query sets outputs to zero and is passed on.
public class BaseAttention: Layer {
  /// Whether the scores have trained factors.
  public let useScale: Bool
  /// Part of the weights that is dropped while training, from 0 to 1.
  public let dropout: Float
  /// The same seed drops the same elements in the same order; nil takes one from the global generator.
  public let seed: Int?
  private let seedGenerator: SeedGenerator?

  init(
    useScale: Bool, dropout: Float, seed: Int?, name: String?, trainable: Bool, dtype: DType,
    activityRegularizer: Regularizer?, file: StaticString, line: UInt
  ) {
    require(
      dropout >= 0 && dropout <= 1, "dropout must be between 0 and 1, got \(dropout)", file: file, line: line)
    self.useScale = useScale
    self.dropout = dropout
    self.seed = seed
    seedGenerator = dropout > 0 ? SeedGenerator(seed: seed) : nil
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
    stopUnlessFloat32()
  }

  init(config: ConfigReader, useScale: Bool) throws {
    self.useScale = try config.bool("use_scale", default: useScale)
    dropout = try config.rate("dropout", default: 0)
    seed = try config.optionalInt("seed")
    seedGenerator = dropout > 0 ? SeedGenerator(seed: seed) : nil
    try super.init(config: config)
    supportsMasking = true
    try requireFloat32()
  }

  /// The scores `[batch, rows, columns]` of each pair of a query and a key.
  func scores(_ query: Tensor, _ key: Tensor) throws -> Tensor {
    programmingError("\(className) must override scores(_:_:)")
  }

  public override var buildInputNames: [String] { ["input"] }

  private func fail(_ shapes: [[Int?]], _ problem: String) -> HornError {
    HornError(
      .shape,
      "Layer \"\(name)\" (\(className)) \(problem), got "
        + shapes.map(formatShape).joined(separator: ", "))
  }

  /// Throws unless the shapes are those of query, value and perhaps key.
  func check(_ shapes: [[Int?]]) throws {
    guard shapes.count == 2 || shapes.count == 3 else {
      throw fail(
        shapes, "takes two or three inputs, [query, value] or [query, value, key]")
    }
    let (query, value, key) = (shapes[0], shapes[1], shapes[shapes.count - 1])
    guard query.count >= 3, value.count == query.count, key.count == query.count else {
      throw fail(
        shapes, "takes inputs of one rank, [batch, time, features] or with further axes before time")
    }
    func differs(_ a: Int?, _ b: Int?) -> Bool { a != nil && b != nil && a != b }
    let time = query.count - 2
    for axis in 0..<time where differs(query[axis], value[axis]) || differs(query[axis], key[axis]) {
      throw fail(shapes, "takes inputs that are equally long along axis \(axis)")
    }
    if differs(value[time], key[time]) { throw fail(shapes, "takes as many keys as values") }
    if differs(query[time + 1], key[time + 1]) {
      throw fail(shapes, "takes queries and keys with equally many features")
    }
  }

  public override func build(inputShape: [Int?]) throws { try check([inputShape]) }

  public override func call(
    _ inputs: [Tensor], training: Bool, masks: [Tensor?], arguments: Config
  ) throws -> [Tensor] {
    let options = try AttentionCall(arguments, layer: self)
    try check(inputs.map { $0.shape.map(Optional.some) })
    let plain = try inputs.map { try numeric($0.with(mask: nil)) }
    let (query, value) = (plain[0], plain[1])
    let leading = Array(query.shape.dimensions.dropLast())
    let valueMask = try checkedMask(
      masks.count > 1 ? masks[1] : nil, "the mask of the value",
      shape: Shape(Array(value.shape.dimensions.dropLast())), layer: self)
    let queryMask = try checkedMask(
      masks.first ?? nil, "the mask of the query", shape: Shape(leading), layer: self)

    var scores = try scores(query, plain[plain.count - 1])
    var allowed = valueMask.map { expandDims($0, axis: -2) }
    if options.isCausal {
      let causal = causalMask(rows: scores.shape[scores.rank - 2], columns: scores.shape[scores.rank - 1])
      allowed = allowed.map { logicalAnd($0, causal) } ?? causal
    }
    // Subtracting is Keras's way: of a row that is masked whole, all keys stay equally likely.
    if let allowed { scores = `where`(allowed, scores, scores - 1e9) }
    var weights = softmax(scores, axis: -1)
    if training, dropout > 0 { weights = Random.dropout(weights, dropout, seed: seedGenerator) }
    var output = matmul(weights, value)
    if let queryMask {
      output = `where`(expandDims(queryMask, axis: -1), output, Tensor(zeros: []))
    }
    return options.returnsScores ? [output, weights] : [output]
  }

  public override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    try computeOutputShape(inputShapes, arguments: [:])
  }

  public override func computeOutputShape(
    _ inputShapes: [[Int?]], arguments: Config
  ) throws -> [[Int?]] {
    let options = try AttentionCall(arguments, layer: self)
    try check(inputShapes)
    let (query, value) = (inputShapes[0], inputShapes[1])
    let leading = Array(query.dropLast())
    let output = leading + [value[value.count - 1]]
    let key = inputShapes[inputShapes.count - 1]
    return options.returnsScores ? [output, leading + [key[key.count - 2]]] : [output]
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "use_scale": .bool(useScale), "dropout": ConfigValue(dropout), "seed": ConfigValue(seed),
    ]) { $1 }
  }
}

extension BaseAttention {
  /// Attends with `[query, value]` or `[query, value, key]`.
  ///
  /// - Parameters:
  ///   - mask: those of query and value; the form without it takes what the inputs carry.
  ///   - useCausalMask: whether a query sees only the values up to its own place.
  public func callAsFunction(
    _ inputs: [Tensor], mask: [Tensor?], training: Bool = false, useCausalMask: Bool = false
  ) throws -> Tensor {
    let outputs: [Tensor] = try callAsFunction(
      inputs, training: training, masks: padded(mask, inputs.count),
      arguments: AttentionCall.arguments(returnsScores: false, isCausal: useCausalMask))
    return outputs[0]
  }

  /// Attends with the masks that the inputs carry.
  ///
  /// - Parameter useCausalMask: whether a query sees only the values up to its own place.
  public func callAsFunction(
    _ inputs: [Tensor], training: Bool = false, useCausalMask: Bool
  ) throws -> Tensor {
    let outputs: [Tensor] = try callAsFunction(
      inputs, training: training,
      arguments: AttentionCall.arguments(returnsScores: false, isCausal: useCausalMask))
    return outputs[0]
  }

  /// The output, and the weights `[batch, rows, columns]` that it is the mean with.
  ///
  /// - Parameter returnAttentionScores: true; the form without it gives the output alone.
  public func callAsFunction(
    _ inputs: [Tensor], mask: [Tensor?]? = nil, training: Bool = false, returnAttentionScores: Bool,
    useCausalMask: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) throws -> (Tensor, Tensor) {
    require(
      returnAttentionScores, "two results are taken, so returnAttentionScores must be true", file: file,
      line: line)
    let outputs: [Tensor] = try callAsFunction(
      inputs, training: training, masks: padded(mask, inputs.count),
      arguments: AttentionCall.arguments(returnsScores: true, isCausal: useCausalMask))
    return (outputs[0], outputs[1])
  }

  /// Attends in the description of a model, with the masks that the inputs carry.
  public func callAsFunction(
    _ inputs: [SymbolicTensor], useCausalMask: Bool, file: StaticString = #fileID, line: UInt = #line
  ) -> SymbolicTensor {
    connect(
      to: inputs, AttentionCall.arguments(returnsScores: false, isCausal: useCausalMask), file, line)[0]
  }

  /// Output and weights in the description of a model; see the form for tensors.
  public func callAsFunction(
    _ inputs: [SymbolicTensor], returnAttentionScores: Bool, useCausalMask: Bool = false,
    file: StaticString = #fileID, line: UInt = #line
  ) -> (SymbolicTensor, SymbolicTensor) {
    require(
      returnAttentionScores, "two results are taken, so returnAttentionScores must be true", file: file,
      line: line)
    let outputs = connect(
      to: inputs, AttentionCall.arguments(returnsScores: true, isCausal: useCausalMask), file, line)
    return (outputs[0], outputs[1])
  }

  /// A mask for each input: Keras takes those of query and value only.
  private func padded(_ mask: [Tensor?]?, _ count: Int) -> [Tensor?]? {
    mask.map { $0 + Array(repeating: nil, count: max(0, count - $0.count)) }
  }
}

extension Layer {
  /// ``connected(to:masks:arguments:)`` that stops the program at the caller's line.
  func connect(
    to inputs: [SymbolicTensor], _ arguments: Config, _ file: StaticString, _ line: UInt
  ) -> [SymbolicTensor] {
    do {
      return try connected(to: inputs, arguments: arguments)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }
}
