import HornTensor

/// Turns non-negative integers into vectors: a table with a row for each.
///
/// Input `[batch, …]` (integers, or floats that are cut to integers), output `[batch, …, outputDim]`.
///
///     Embedding(inputDim: 20_000, outputDim: 50, maskZero: true)
public final class Embedding: Layer, KerasSerializable {
  /// Size of the vocabulary: tokens are from 0 to `inputDim - 1`.
  public let inputDim: Int
  /// Length of the vectors.
  public let outputDim: Int
  /// How the table starts.
  public let embeddingsInitializer: Initializer
  /// A penalty on the table that is added to the loss; nil for none.
  public let embeddingsRegularizer: Regularizer?
  /// What the table is brought back to after each step of training; nil for nothing.
  public let embeddingsConstraint: Constraint?
  /// Whether 0 stands for padding, which the layers behind then skip.
  public let maskZero: Bool

  /// The table `[inputDim, outputDim]`, once the layer is built.
  public private(set) var embeddings: Variable?

  /// - Parameters:
  ///   - inputDim: size of the vocabulary: the largest integer plus 1.
  ///   - outputDim: length of the vectors.
  ///   - maskZero: whether 0 stands for padding, which the layers behind then skip.
  ///   - weights: the table to start with, `[inputDim, outputDim]`, such as pretrained vectors; configurations leave it out.
  public init(
    inputDim: Int, outputDim: Int, embeddingsInitializer: Initializer = .randomUniform,
    embeddingsRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    embeddingsConstraint: Constraint? = nil, maskZero: Bool = false, weights: Tensor? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    require(inputDim > 0, "Embedding: inputDim must be at least 1, got \(inputDim)")
    require(outputDim > 0, "Embedding: outputDim must be at least 1, got \(outputDim)")
    self.inputDim = inputDim
    self.outputDim = outputDim
    self.embeddingsInitializer = embeddingsInitializer
    self.embeddingsRegularizer = embeddingsRegularizer
    self.embeddingsConstraint = embeddingsConstraint
    self.maskZero = maskZero
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = maskZero
    stopUnlessFloat32()
    do {
      try weights.map(start)
    } catch {
      programmingError("\(error)")
    }
  }

  public override init(config: ConfigReader) throws {
    inputDim = try config.int("input_dim", atLeast: 1)
    outputDim = try config.int("output_dim", atLeast: 1)
    embeddingsInitializer = try config.choice("embeddings_initializer", default: .randomUniform)
    embeddingsRegularizer = try config.optionalChoice("embeddings_regularizer")
    embeddingsConstraint = try config.optionalChoice("embeddings_constraint")
    maskZero = try config.bool("mask_zero", default: false)
    let weights = try config.optionalNumbers("weights")
    config.ignore("input_length")
    try config.refuse("quantization_config", "lora_rank", "lora_alpha")
    try super.init(config: config)
    supportsMasking = maskZero
    try requireFloat32()
    try weights.map(start)
  }

  /// The form of older Keras code; the length of the sequences is found from the input.
  @available(*, deprecated, message: "inputLength is not needed: the length is found from the input")
  public convenience init(
    inputDim: Int, outputDim: Int, embeddingsInitializer: Initializer = .randomUniform,
    embeddingsRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    embeddingsConstraint: Constraint? = nil, maskZero: Bool = false, weights: Tensor? = nil,
    inputLength: Int?, name: String? = nil
  ) {
    self.init(
      inputDim: inputDim, outputDim: outputDim, embeddingsInitializer: embeddingsInitializer,
      embeddingsRegularizer: embeddingsRegularizer, activityRegularizer: activityRegularizer,
      embeddingsConstraint: embeddingsConstraint, maskZero: maskZero, weights: weights, name: name)
  }

  public override func build(inputShape: [Int?]) throws {
    if embeddings == nil { try addTable(embeddingsInitializer) }
  }

  private func addTable(_ initializer: Initializer) throws {
    embeddings = try addWeight(
      name: "embeddings", shape: [inputDim, outputDim], initializer: initializer,
      regularizer: embeddingsRegularizer, constraint: embeddingsConstraint)
  }

  /// Makes the table at once, of these rows.
  private func start(_ weights: Tensor) throws {
    try refuseStrings([weights])
    guard weights.shape == [inputDim, outputDim] else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (Embedding): weights must have the shape \([inputDim, outputDim] as Shape) of inputDim and "
          + "outputDim, got \(weights.shape)")
    }
    try addTable(Initializer("Weights") { _, dtype in cast(weights.detached, dtype) })
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard let embeddings else { throw notBuilt() }
    let indices = try integers(inputs)
    do {
      // Only these rows are read, so an optimizer's pending changes of the others can wait.
      embeddings.settle(rows: indices)
      return try embeddingLookup(indices, table: embeddings.unsettledValue)
    } catch {
      let token = inputs.dtype.isFloatingPoint ? "\(inputs.floats[error.position])" : "\(error.value)"
      throw outOfRange(token, at: error.position, in: indices.shape)
    }
  }

  public override func computeMask(_ inputs: Tensor, mask: Tensor?) -> Tensor? {
    maskZero ? notEqual(inputs, Tensor(zeros: [], dtype: inputs.dtype)) : nil
  }

  override func ownMask(_ inputs: [SymbolicTensor]) throws -> SymbolicTensor? {
    maskZero ? try .operation("NotEqual", [.tensor(inputs[0]), .constant(0)]) : nil
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] { inputShape + [outputDim] }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "input_dim": .int(inputDim), "output_dim": .int(outputDim),
      "embeddings_initializer": embeddingsInitializer.serialized,
      "embeddings_regularizer": embeddingsRegularizer?.serialized ?? .null,
      "activity_regularizer": activityRegularizer?.serialized ?? .null,
      "embeddings_constraint": embeddingsConstraint?.serialized ?? .null, "mask_zero": .bool(maskZero),
      "quantization_config": nil,
    ]) { $1 }
  }

  /// The tokens as int32; a float that is no number would become one in the cast.
  private func integers(_ inputs: Tensor) throws -> Tensor {
    switch inputs.dtype {
    case .int32: return inputs
    case .string:
      throw HornError(
        .dtype, "Layer \"\(name)\" (Embedding) takes integers, got strings; vectorise the text first")
    case .float32, .float64:
      if sum(inputs.detached).item.isNaN, let place = inputs.floats.firstIndex(where: \.isNaN) {
        throw outOfRange("nan", at: place, in: inputs.shape)
      }
      return cast(inputs, .int32)
    case .bool: return cast(inputs, .int32)
    }
  }

  private func outOfRange(_ token: String, at flat: Int, in shape: Shape) -> HornError {
    let position = zip(shape.strides, shape).map { stride, length in flat / stride % length }
    return HornError(
      .value,
      "Layer \"\(name)\" (Embedding) got the token \(token) at position \(Shape(position)) of its input; inputDim is "
        + "\(inputDim), so tokens must be from 0 to \(inputDim - 1)")
  }
}
