import HornTensor

/// Brings each feature to mean 0 and standard deviation 1 over the batch (Ioffe and Szegedy, 2015):
/// `(x - mean) / sqrt(variance + epsilon) · gamma + beta`.
///
/// In training, mean and variance are those of the batch, and moving averages of them are kept; otherwise, and
/// where ``Layer/trainable`` is false, the averages are used. Masked steps take no part in mean and variance.
/// Input of any shape; `gamma`, `beta` and the averages are `[features]`.
public final class BatchNormalization: AffineNormalization, KerasSerializable {
  /// The axis of the features; negative ones count from the end.
  public let axis: Int
  /// How much of the old averages stays at each step.
  public let momentum: Double
  /// How the average of the means starts.
  public let movingMeanInitializer: Initializer
  /// How the average of the variances starts.
  public let movingVarianceInitializer: Initializer
  /// Whether training corrects the batch's numbers by averages (Ioffe, 2017).
  public let renorm: Bool
  /// The limits of the corrections that `renorm` makes; nil where neither is given.
  public let renormClipping: RenormClipping?
  /// How much of the averages that `renorm` uses stays at each step.
  public let renormMomentum: Double

  /// The average of the batches' means, `[features]`, once the layer is built.
  public private(set) var movingMean: Variable?
  /// The average of the batches' variances, `[features]`, once the layer is built.
  public private(set) var movingVariance: Variable?
  /// The averages of batch renormalization; nil without it.
  var renormStatistics: RenormStatistics?

  /// - Parameters:
  ///   - axis: the axis of the features; the last by default.
  ///   - momentum: how much of the old averages stays at each step.
  ///   - epsilon: what is added to the variance.
  ///   - center: whether `beta` is added.
  ///   - scale: whether the result is multiplied by `gamma`.
  ///   - renorm: whether training corrects the batch's numbers by averages.
  ///   - renormClipping: limits of these corrections; nil for none.
  ///   - renormMomentum: how much of the averages that `renorm` uses stays at each step.
  ///   - synchronized: true stops the program: there are no several devices to synchronize.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Float = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
    movingMeanInitializer: Initializer = .zeros, movingVarianceInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
    betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil, renorm: Bool = false, renormClipping: RenormClipping? = nil,
    renormMomentum: Double = 0.99, synchronized: Bool = false, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, activityRegularizer: Regularizer? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    require(!synchronized, Self.synchronizedProblem, file: file, line: line)
    if let problem = renormClipping?.problem { programmingError(problem, file: file, line: line) }
    self.axis = axis
    self.momentum = momentum
    self.movingMeanInitializer = movingMeanInitializer
    self.movingVarianceInitializer = movingVarianceInitializer
    self.renorm = renorm
    self.renormClipping = renormClipping ?? (renorm ? RenormClipping() : nil)
    self.renormMomentum = renormMomentum
    super.init(
      epsilon: epsilon, center: center, scale: scale, betaInitializer: betaInitializer,
      gammaInitializer: gammaInitializer, betaRegularizer: betaRegularizer,
      gammaRegularizer: gammaRegularizer,
      betaConstraint: betaConstraint, gammaConstraint: gammaConstraint, name: name, trainable: trainable,
      dtype: dtype, activityRegularizer: activityRegularizer)
  }

  private static let synchronizedProblem =
    "BatchNormalization: synchronized goes with several devices only; leave it false"

  public override init(config: ConfigReader) throws {
    axis = try config.axis("axis", default: -1)
    momentum = try config.double("momentum", default: 0.99)
    movingMeanInitializer = try config.choice("moving_mean_initializer", default: .zeros)
    movingVarianceInitializer = try config.choice("moving_variance_initializer", default: .ones)
    renorm = try config.bool("renorm", default: false)
    renormClipping = try config.renormClipping() ?? (renorm ? RenormClipping() : nil)
    renormMomentum = try config.double("renorm_momentum", default: 0.99)
    if try config.bool("synchronized", default: false) {
      throw HornError(.configuration, Self.synchronizedProblem)
    }
    try super.init(config: config)
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "axis": .int(axis), "momentum": .double(momentum), "synchronized": false, "renorm": .bool(renorm),
      "renorm_clipping": renormClipping?.config ?? .null, "renorm_momentum": .double(renormMomentum),
      "moving_mean_initializer": movingMeanInitializer.serialized,
      "moving_variance_initializer": movingVarianceInitializer.serialized,
    ]) { $1 }
  }

  public override func build(inputShape: [Int?]) throws {
    let place = try resolve([axis], rank: inputShape.count, inputShape)
    let shape = try lengths(of: place, in: inputShape)
    if scale { try addGamma(shape: shape) }
    if center { try addBeta(shape: shape) }
    movingMean = try addWeight(
      name: "moving_mean", shape: shape, initializer: movingMeanInitializer, trainable: false)
    let variance = try addWeight(
      name: "moving_variance", shape: shape, initializer: movingVarianceInitializer, trainable: false)
    movingVariance = variance
    if renorm {
      func add(_ name: String) throws -> Variable {
        try addWeight(name: name, shape: shape, initializer: movingMeanInitializer, trainable: false)
      }
      let statistics = RenormStatistics(
        movingDeviation: try add("moving_stddev"), mean: try add("renorm_mean"),
        deviation: try add("renorm_stddev"))
      statistics.movingDeviation.assign(
        sqrt(try movingVarianceInitializer.values(Shape(shape), dtype: dtype)))
      statistics.deviation.assign(sqrt(try movingVarianceInitializer.values(Shape(shape), dtype: dtype)))
      renormStatistics = statistics
    }
    inputSpec = InputSpec(ndim: inputShape.count, axes: [axis: shape[0]])
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    _ = try resolve([axis], rank: inputShape.count, inputShape)
    return inputShape
  }

  override func treatsSamplesAlone(training: Bool) -> Bool { !training }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard let movingMean, let movingVariance else { throw notBuilt() }
    let x = try numeric(inputs)
    if let mask, mask.shape.dimensions != x.shape.dropLast() {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (BatchNormalization): an input of shape \(x.shape) needs a mask of its shape without the "
          + "last axis, got \(mask.shape)")
    }
    let place = try resolve([axis], rank: x.rank, x.shape.map { $0 })[0]
    var broadcast = Array(repeating: 1, count: x.rank)
    broadcast[place] = x.shape[place]
    var factor = gamma.map { reshape($0.value, broadcast) }
    var offset = beta.map { reshape($0.value, broadcast) }
    guard training && trainable else {
      return normalized(
        x, mean: reshape(movingMean.value, broadcast), variance: reshape(movingVariance.value, broadcast),
        factor: factor, offset: offset)
    }
    let (mean, variance) = moments(x, mask: mask, axes: x.shape.indices.filter { $0 != place })
    let (plainMean, plainVariance) = (ravel(mean.detached), ravel(variance.detached))
    if let statistics = renormStatistics, let renormClipping {
      let (r, d) = statistics.corrections(
        mean: plainMean, variance: plainVariance, epsilon: epsilon, clipping: renormClipping)
      let (scaling, shift) = (reshape(r, broadcast), reshape(d, broadcast))
      let moved = factor.map { shift * $0 } ?? shift
      factor = factor.map { scaling * $0 } ?? scaling
      offset = offset.map { moved + $0 } ?? moved
      statistics.update(
        mean: plainMean, variance: plainVariance, epsilon: epsilon, momentum: momentum,
        renormMomentum: renormMomentum)
      Self.move(movingMean, towards: plainMean, momentum)
      let deviation = statistics.movingDeviation.value
      movingVariance.assign(relu(deviation * deviation - epsilon))
    } else {
      Self.move(movingMean, towards: plainMean, momentum)
      Self.move(movingVariance, towards: plainVariance, momentum)
    }
    return normalized(x, mean: mean, variance: variance, factor: factor, offset: offset)
  }

  /// Mean and variance over the axes, which stay with the length 1, of the steps that count.
  private func moments(_ x: Tensor, mask: Tensor?, axes: [Int]) -> (mean: Tensor, variance: Tensor) {
    guard let mask else {
      return (HornTensor.mean(x, axis: axes, keepdims: true), variance(x, axis: axes, keepdims: true))
    }
    let counts = broadcastTo(expandDims(cast(mask, .bool), axis: -1), x.shape)
    // Keras's epsilon, for a batch whose steps are all masked.
    let number = sum(cast(counts, .float32), axis: axes, keepdims: true) + Float(1e-7)
    let mean = sum(`where`(counts, x, 0), axis: axes, keepdims: true) / number
    let squares = square(`where`(counts, x - mean, 0))
    return (mean, sum(squares, axis: axes, keepdims: true) / number)
  }

  static func move(_ average: Variable, towards value: Tensor, _ momentum: Double) {
    average.assign(average.value * momentum + value * (1 - momentum))
  }
}
