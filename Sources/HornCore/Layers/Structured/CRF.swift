import HornTensor

/// A linear-chain conditional random field: the tags of a sequence that fit best together.
///
/// Input `[batch, time, features]`; output the decoded tags, int32 `[batch, time]`, 0 at masked steps. It stands
/// last in a model that is compiled with the loss ``Loss/crf``, which finds in the output what the tags were decoded
/// from; so training, `evaluate`, `predict` and metrics all see the same tags, those of the Viterbi algorithm.
///
///     let model = Sequential([
///       Input(shape: [nil], dtype: .int32),
///       Embedding(inputDim: 20_000, outputDim: 100, maskZero: true),
///       Bidirectional(LSTM(64, returnSequences: true)),
///       CRF(tags.count, constraints: try .iob2(tags)),
///     ])
///     model.compile(optimizer: .adam, loss: .crf, metrics: [.accuracy])
///     try model.fit(x, y, epochs: 5)
///     let tags = try model.predict(x)               // int32 [samples, time]
///     let chain = try TagChain(of: model(x))        // marginals, the best paths, probabilities
///
/// Weights: `kernel` `[features, tags]` and `bias` `[tags]` make the potentials, `chain_kernel` `[tags, tags]` says
/// how well the column's tag follows the row's, `left_boundary` and `right_boundary` `[tags]` which tags begin and
/// end a sequence. Names and arguments are those of TensorFlow Addons' layer; formulas and sources are at `TagChain`.
public final class CRF: Layer, KerasSerializable {
  /// How many tags there are.
  public let units: Int
  /// Which tags may follow each other; nil for all.
  public let constraints: TagConstraints?
  /// Whether the potentials are made by a product with a kernel, or are the input.
  public let useKernel: Bool
  /// Whether that product has a bias.
  public let useBias: Bool
  /// Whether the first and the last tag of a sequence have weights.
  public let useBoundary: Bool
  /// How the kernel starts.
  public let kernelInitializer: Initializer
  /// How the bias starts.
  public let biasInitializer: Initializer
  /// How the weights of the transitions start.
  public let chainInitializer: Initializer
  /// How the weights of the first and the last tag start.
  public let boundaryInitializer: Initializer
  /// A penalty on the kernel that is added to the loss; nil for none.
  public let kernelRegularizer: Regularizer?
  /// A penalty on the weights of the transitions that is added to the loss; nil for none.
  public let chainRegularizer: Regularizer?
  /// A penalty on the weights of the first and the last tag that is added to the loss; nil for none.
  public let boundaryRegularizer: Regularizer?
  private let allowed: Tensor?
  /// The weights of the transitions grow with the square of the units.
  private static let mostUnits = 1 << 15

  /// The weights, once the layer is built, unless it has none of the kind.
  public private(set) var kernel, bias, chainKernel, leftBoundary, rightBoundary: Variable?

  /// - Parameters:
  ///   - units: how many tags there are, from 1 to 32,768.
  ///   - constraints: which tags may follow each other, begin and end a sequence. What they forbid has the
  ///     probability 0 whatever the weights are, so it is never decoded; targets with a forbidden move are an error.
  ///   - useKernel: whether the potentials are made by a product with a kernel; false takes the input as potentials,
  ///     whose last axis must then be `units` long.
  ///   - useBias: whether the product has a bias.
  ///   - useBoundary: whether the first and the last tag of a sequence have weights.
  public init(
    _ units: Int, constraints: TagConstraints? = nil, useKernel: Bool = true, useBias: Bool = true,
    useBoundary: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, chainInitializer: Initializer = .orthogonal,
    boundaryInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    chainRegularizer: Regularizer? = nil, boundaryRegularizer: Regularizer? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DType = .float32
  ) {
    require(
      (1...Self.mostUnits).contains(units), "CRF: units must be from 1 to \(Self.mostUnits), got \(units)")
    if let constraints {
      require(
        constraints.tagCount == units,
        "CRF: the constraints are for \(constraints.tagCount) tags, but there are \(units)")
    }
    self.units = units
    self.constraints = constraints
    self.useKernel = useKernel
    self.useBias = useBias
    self.useBoundary = useBoundary
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.chainInitializer = chainInitializer
    self.boundaryInitializer = boundaryInitializer
    self.kernelRegularizer = kernelRegularizer
    self.chainRegularizer = chainRegularizer
    self.boundaryRegularizer = boundaryRegularizer
    allowed = constraints?.matrix
    super.init(name: name, trainable: trainable, dtype: dtype)
    setUp()
    stopUnlessFloat32()
  }

  public override init(config: ConfigReader) throws {
    units = try config.int("units", atLeast: 1)
    guard units <= Self.mostUnits else {
      throw HornError(
        .configuration, "\(config.owner): units must be at most \(Self.mostUnits), got \(units)")
    }
    let constraints = try config.value("constraints").map {
      [units] in try TagConstraints(config: $0, tagCount: units, owner: config.owner)
    }
    self.constraints = constraints
    useKernel = try config.bool("use_kernel", default: true)
    useBias = try config.bool("use_bias", default: true)
    useBoundary = try config.bool("use_boundary", default: true)
    kernelInitializer = try config.choice("kernel_initializer", default: .glorotUniform)
    biasInitializer = try config.choice("bias_initializer", default: .zeros)
    chainInitializer = try config.choice("chain_initializer", default: .orthogonal)
    boundaryInitializer = try config.choice("boundary_initializer", default: .zeros)
    kernelRegularizer = try config.optionalChoice("kernel_regularizer")
    chainRegularizer = try config.optionalChoice("chain_regularizer")
    boundaryRegularizer = try config.optionalChoice("boundary_regularizer")
    allowed = constraints?.matrix
    // A penalty on the numbers of tags would mean nothing.
    try config.refuse("activity_regularizer")
    try super.init(config: config)
    setUp()
    try requireFloat32()
  }

  private func setUp() {
    supportsMasking = true
    inputSpec = InputSpec(ndim: 3, axes: useKernel ? [:] : [-1: units])
  }

  public override func build(inputShape: [Int?]) throws {
    if useKernel {
      guard let features = inputShape.last ?? nil else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (CRF) needs a known length of its input's last axis, got \(formatShape(inputShape))"
        )
      }
      kernel = try addWeight(
        name: "kernel", shape: [features, units], initializer: kernelInitializer,
        regularizer: kernelRegularizer)
      if useBias { bias = try addWeight(name: "bias", shape: [units], initializer: biasInitializer) }
      inputSpec = InputSpec(ndim: 3, axes: [-1: features])
    }
    chainKernel = try addWeight(
      name: "chain_kernel", shape: [units, units], initializer: chainInitializer,
      regularizer: chainRegularizer)
    guard useBoundary else { return }
    leftBoundary = try addWeight(
      name: "left_boundary", shape: [units], initializer: boundaryInitializer,
      regularizer: boundaryRegularizer)
    rightBoundary = try addWeight(
      name: "right_boundary", shape: [units], initializer: boundaryInitializer,
      regularizer: boundaryRegularizer)
  }

  /// What the layer decodes tags from: potentials, transitions and mask, with their gradients.
  ///
  /// - Parameters:
  ///   - inputs: `[batch, time, features]`, as in a call.
  ///   - mask: nil takes the one that the inputs carry.
  public func chain(_ inputs: Tensor, mask: Tensor? = nil) throws -> TagChain {
    guard let chainKernel else { throw notBuilt() }
    try inputSpec?.check(inputs.shape.map(Optional.some), layer: name)
    let x = try numeric(inputs)
    let potentials = kernel.map { dense(x, kernel: $0.value, bias: bias?.value, activation: .linear) } ?? x
    do {
      return try TagChain(
        potentials: potentials, transitions: chainKernel.value, left: leftBoundary?.value,
        right: rightBoundary?.value, allowed: allowed, mask: mask ?? inputs.mask)
    } catch let error as HornError {
      throw HornError(error.kind, "Layer \"\(name)\" (CRF): \(error.message)")
    }
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    let chain = try chain(inputs, mask: mask)
    return chain.decoded().with(chain: chain)
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] { inputShape.dropLast() }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .int32 }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "units": .int(units), "constraints": constraints?.config ?? .null, "use_kernel": .bool(useKernel),
      "use_bias": .bool(useBias), "use_boundary": .bool(useBoundary),
      "kernel_initializer": kernelInitializer.serialized, "bias_initializer": biasInitializer.serialized,
      "chain_initializer": chainInitializer.serialized,
      "boundary_initializer": boundaryInitializer.serialized,
      "kernel_regularizer": kernelRegularizer?.serialized ?? .null,
      "chain_regularizer": chainRegularizer?.serialized ?? .null,
      "boundary_regularizer": boundaryRegularizer?.serialized ?? .null,
    ]) { $1 }
  }
}
