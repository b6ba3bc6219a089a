import HornTensor

/// Attention of several heads, each of which compares its own projections (Vaswani et al., 2017).
///
/// Query `[batch, rows, features]` and value `[batch, columns, features]`, and optionally a key as long as the value;
/// without one, the value is the key. The output is `[batch, rows, features of the query]`, or ends in `outputShape`.
///
///     let attention = MultiHeadAttention(numHeads: 2, keyDim: 16)
///     let y = try attention(x, x, useCausalMask: true)
///     let (z, scores) = try attention(query, value, returnAttentionScores: true)
public final class MultiHeadAttention: Layer, KerasSerializable {
  /// How many heads there are, each with projections of its own.
  public let numHeads: Int
  /// Features of each head's query and key.
  public let keyDim: Int
  /// Features of each head's value.
  public let valueDim: Int
  /// Part of the scores that is dropped while training, from 0 to 1.
  public let dropout: Float
  /// Whether the projections have biases.
  public let useBias: Bool
  /// What the output has behind the axes of time; nil for the query's number of features.
  public let outputShape: [Int]?
  /// The axes that are attended over, as given; where none were, nil until the layer is built, then all between the
  /// batch and the features.
  public private(set) var attentionAxes: [Int]?
  /// A query sees only keys that are less than so many places away; nil for all.
  public let slidingWindow: Int?
  /// How the projections' kernels start, each with numbers of its own.
  public let kernelInitializer: Initializer
  /// How the projections' biases start, each with numbers of its own.
  public let biasInitializer: Initializer
  /// A penalty on the projections' kernels that is added to the loss; nil for none.
  public let kernelRegularizer: Regularizer?
  /// A penalty on the projections' biases that is added to the loss; nil for none.
  public let biasRegularizer: Regularizer?
  /// What the projections' kernels are brought back to after each step of training; nil for nothing.
  public let kernelConstraint: Constraint?
  /// What the projections' biases are brought back to after each step of training; nil for nothing.
  public let biasConstraint: Constraint?
  /// Whether a gate, made of the query, multiplies what the heads give.
  public let useGate: Bool
  /// The same seed drops the same elements in the same order; nil takes one from the global generator.
  public let seed: Int?
  /// The penalty on what each of the projections gives.
  public let projectionRegularizer: Regularizer?

  /// The projection of the query to `[heads, keyDim]`, once the layer is built.
  public private(set) var queryDense: EinsumDense?
  /// The projection of the key to `[heads, keyDim]`, once the layer is built.
  public private(set) var keyDense: EinsumDense?
  /// The sigmoid of a projection of the query to `[heads, valueDim]`, once the layer is built, if it has a gate.
  public private(set) var gateDense: EinsumDense?
  /// The projection of the value to `[heads, valueDim]`, once the layer is built.
  public private(set) var valueDense: EinsumDense?
  /// The projection of what all heads give to the output, once the layer is built.
  public private(set) var outputDense: EinsumDense?
  let seedGenerator: SeedGenerator?

  /// - Parameters:
  ///   - valueDim: nil is `keyDim`.
  ///   - dropout: part of the scores that is dropped while training.
  ///   - outputShape: what the output has behind the axes of time; nil is the query's number of features.
  ///   - attentionAxes: which axes are attended over; nil is all but batch and features.
  ///   - slidingWindow: n lets a query see only keys that are less than n places away.
  ///   - flashAttention: nil or false; Horn has no such path, so true stops the program.
  ///   - activityRegularizer: a penalty on what each projection gives.
  ///   - useGate: whether a sigmoid of a projection of the query multiplies what the heads give
  ///     (Qiu et al., 2025).
  ///   - seed: the same seed drops the same scores; nil takes one from the global generator.
  public init(
    numHeads: Int, keyDim: Int, valueDim: Int? = nil, dropout: Float = 0, useBias: Bool = true,
    outputShape: [Int]? = nil, attentionAxes: [Int]? = nil, slidingWindow: Int? = nil,
    flashAttention: Bool? = nil, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil, useGate: Bool = false,
    seed: Int? = nil, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    self.numHeads = numHeads
    self.keyDim = keyDim
    self.valueDim = valueDim ?? keyDim
    self.dropout = dropout
    self.useBias = useBias
    self.outputShape = outputShape
    self.attentionAxes = attentionAxes
    self.slidingWindow = slidingWindow
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    self.useGate = useGate
    self.seed = seed
    projectionRegularizer = activityRegularizer
    seedGenerator = dropout > 0 ? SeedGenerator(seed: seed) : nil
    super.init(name: name, trainable: trainable, dtype: dtype)
    supportsMasking = true
    require(
      flashAttention != true,
      "MultiHeadAttention: Horn has no flash attention; leave flashAttention nil or false", file: file,
      line: line)
    if let problem { programmingError(problem, file: file, line: line) }
    stopUnlessFloat32()
  }

  public override init(config: ConfigReader) throws {
    numHeads = try config.window("num_heads")
    keyDim = try config.window("key_dim")
    valueDim = try config.window("value_dim", default: keyDim)
    dropout = try config.rate("dropout", default: 0)
    useBias = try config.bool("use_bias", default: true)
    outputShape = try config.integers("output_shape")
    attentionAxes = try config.integers("attention_axes")
    slidingWindow = try config.optionalWindow("sliding_window")
    kernelInitializer = try config.choice("kernel_initializer", default: .glorotUniform)
    biasInitializer = try config.choice("bias_initializer", default: .zeros)
    kernelRegularizer = try config.optionalChoice("kernel_regularizer")
    biasRegularizer = try config.optionalChoice("bias_regularizer")
    kernelConstraint = try config.optionalChoice("kernel_constraint")
    biasConstraint = try config.optionalChoice("bias_constraint")
    useGate = try config.bool("use_gate", default: false)
    seed = try config.optionalInt("seed")
    if try config.bool("flash_attention", default: false) { try config.refuse("flash_attention") }
    projectionRegularizer = try config.optionalChoice("activity_regularizer")
    seedGenerator = dropout > 0 ? SeedGenerator(seed: seed) : nil
    try super.init(config: config)
    // The projections have the penalty; the layer itself, in Keras, has none.
    activityRegularizer = nil
    supportsMasking = true
    if let problem { throw HornError(.configuration, problem) }
    try requireFloat32()
  }

  private var problem: String? {
    let lengths = [
      ("numHeads", numHeads), ("keyDim", keyDim), ("valueDim", valueDim),
      ("slidingWindow", slidingWindow ?? 1),
    ]
    if let (name, value) = lengths.first(where: { $0.1 < 1 }) {
      return "MultiHeadAttention: \(name) must be at least 1, got \(value)"
    }
    if !(dropout >= 0 && dropout <= 1) {
      return "MultiHeadAttention: dropout must be between 0 and 1, got \(dropout)"
    }
    if let outputShape,
      outputShape.isEmpty || outputShape.count > 8 || outputShape.contains(where: { $0 < 1 })
    {
      return "MultiHeadAttention: outputShape must have lengths of at least 1, got \(outputShape)"
    }
    return nil
  }

  public override var buildInputNames: [String] { ["query", "value", "key"] }

  public override func build(inputShape: [Int?]) throws { _ = try inputs(in: [inputShape], [:]) }

  public override func build(inputShapes: [[Int?]], arguments: Config) throws {
    let inputs = try inputs(in: inputShapes, arguments)
    let (query, value) = (inputShapes[0], inputShapes[inputs.value])
    let key = inputShapes[inputs.key ?? inputs.value]
    let axes = try resolvedAxes(rank: query.count)
    if inputs.queryMask != nil {
      printWarning(
        "Layer '\(name)' (of type MultiHeadAttention) got an argument query_mask, which Keras and Horn overlook: the "
          + "query's mask is the one that the query carries.")
    }
    guard let features = query.last ?? nil else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (MultiHeadAttention) needs a known number of features of its query, got "
          + formatShape(query))
    }
    queryDense = try projection("query", query, [numHeads, keyDim])
    keyDense = try projection("key", key, [numHeads, keyDim])
    if useGate { gateDense = try projection("gate", query, [numHeads, valueDim], .sigmoid) }
    valueDense = try projection("value", value, [numHeads, valueDim])
    let heads = Array(query.dropLast()) + [numHeads, valueDim]
    outputDense = try projection("attention_output", heads, outputShape ?? [features], summed: 2)
    attentionAxes = axes
  }

  /// A dense layer over the last axes, built for an input of this shape.
  private func projection(
    _ name: String, _ shape: [Int?], _ lengths: [Int], _ activation: ActivationFunction? = nil,
    summed: Int = 1
  ) throws -> EinsumDense {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let kept = shape.count - summed
    guard shape.count + lengths.count <= letters.count else {
      throw HornError(.shape, "Layer \"\(self.name)\" (MultiHeadAttention) takes inputs of fewer axes")
    }
    let input = String(letters[..<shape.count])
    let output = String(letters[shape.count..<shape.count + lengths.count])
    let layer = EinsumDense(
      "\(input),\(input.suffix(summed))\(output)->\(input.prefix(kept))\(output)",
      outputShape: Array(repeating: nil, count: kept - 1) + lengths, activation: activation,
      biasAxes: useBias ? output : nil, kernelInitializer: kernelInitializer.renewed(),
      biasInitializer: biasInitializer.renewed(), kernelRegularizer: kernelRegularizer,
      biasRegularizer: biasRegularizer, activityRegularizer: projectionRegularizer,
      kernelConstraint: kernelConstraint, biasConstraint: biasConstraint, name: name, trainable: trainable)
    try layer.ensureBuilt(inputShape: shape)
    return layer
  }

  public override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    try computeOutputShape(inputShapes, arguments: [:])
  }

  public override func computeOutputShape(
    _ inputShapes: [[Int?]], arguments: Config
  ) throws -> [[Int?]] {
    let options = try AttentionCall(arguments, layer: self)
    let inputs = try inputs(in: inputShapes, arguments)
    let (query, value) = (inputShapes[0], inputShapes[inputs.value])
    let last: [Int?] = outputShape ?? [query[query.count - 1]]
    let output = Array(query.dropLast()) + last
    guard options.returnsScores else { return [output] }
    let axes = try resolvedAxes(rank: query.count)
    let others = (0..<query.count - 1).filter { !axes.contains($0) }
    var scores = others.map { query[$0] }
    scores.append(numHeads)
    for shape in [query, value] { scores += axes.map { shape[$0] } }
    return [output, scores]
  }

  public override func call(
    _ inputs: [Tensor], training: Bool, masks: [Tensor?], arguments: Config
  ) throws -> [Tensor] {
    try attended(inputs, training: training, masks: masks, arguments: arguments)
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }

  public override func getConfig() -> Config {
    let own: Config = [
      "num_heads": .int(numHeads), "key_dim": .int(keyDim), "value_dim": .int(valueDim),
      "dropout": ConfigValue(dropout), "use_bias": .bool(useBias), "use_gate": .bool(useGate),
      "output_shape": outputShape.map { ConfigValue(shape: $0) } ?? .null,
      "attention_axes": attentionAxes.map { ConfigValue(shape: $0) } ?? .null,
      "sliding_window": ConfigValue(slidingWindow), "kernel_initializer": kernelInitializer.serialized,
      "bias_initializer": biasInitializer.serialized,
      "kernel_regularizer": kernelRegularizer?.serialized ?? .null,
      "bias_regularizer": biasRegularizer?.serialized ?? .null,
      "activity_regularizer": projectionRegularizer?.serialized ?? .null,
      "kernel_constraint": kernelConstraint?.serialized ?? .null,
      "bias_constraint": biasConstraint?.serialized ?? .null, "seed": ConfigValue(seed),
    ]
    return super.getConfig().merging(own) { $1 }
  }
}

extension ConfigReader {
  /// An integer or a list of them, as a list; nil where it is absent or null.
  func integers(_ key: String) throws -> [Int]? {
    guard let value = value(key) else { return nil }
    var list = [value]
    if case .array(let elements) = value { list = elements }
    guard list.count <= 16 else {
      throw HornError(.configuration, "\(owner): \(key) must be a short list, got \(value.summary)")
    }
    return try list.map { element in
      guard case .int(let number) = element, (-(1 << 30)..<1 << 30).contains(number) else {
        throw HornError(
          .configuration, "\(owner): \(key) must be an integer or a list of them, got \(value.summary)")
      }
      return number
    }
  }
}
