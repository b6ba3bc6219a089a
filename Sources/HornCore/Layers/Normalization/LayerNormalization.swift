import HornTensor

/// Brings the numbers along an axis, or several together, to mean 0 and standard deviation 1, at each place of the
/// other axes by itself (Ba et al., 2016): `(x - mean) / sqrt(variance + epsilon) · gamma + beta`.
///
/// Input of any shape; `gamma` and `beta` have the shape of the axes.
public final class LayerNormalization: AffineNormalization, KerasSerializable {
  private let givenAxis: Axes
  /// Whether `x / sqrt(variance + epsilon) · gamma` is computed, without taking off the mean and without `beta`; Keras
  /// keeps it for old models, and ``RMSNormalization`` is what it was meant to be.
  public let rmsScaling: Bool

  /// The axes that are normalized together; negative ones count from the end.
  public var axis: [Int] { givenAxis.list.sorted() }

  /// - Parameters:
  ///   - axis: the axis that is normalized; the last, the features, by default.
  ///   - epsilon: what is added to the variance.
  ///   - center: whether `beta` is added.
  ///   - scale: whether the result is multiplied by `gamma`.
  ///   - rmsScaling: Keras's old form, which only divides by the standard deviation.
  public convenience init(
    axis: Int = -1, epsilon: Float = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
    betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil, rmsScaling: Bool = false, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, activityRegularizer: Regularizer? = nil
  ) {
    self.init(
      given: .one(axis), epsilon, center, scale, betaInitializer, gammaInitializer, betaRegularizer,
      gammaRegularizer, betaConstraint, gammaConstraint, rmsScaling, name, trainable, dtype,
      activityRegularizer)
  }

  /// - Parameter axis: the axes that are normalized together.
  public convenience init(
    axis: [Int], epsilon: Float = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
    betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil, rmsScaling: Bool = false, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, activityRegularizer: Regularizer? = nil
  ) {
    self.init(
      given: .several(axis), epsilon, center, scale, betaInitializer, gammaInitializer, betaRegularizer,
      gammaRegularizer, betaConstraint, gammaConstraint, rmsScaling, name, trainable, dtype,
      activityRegularizer)
  }

  private init(
    given axis: Axes, _ epsilon: Float, _ center: Bool, _ scale: Bool, _ betaInitializer: Initializer,
    _ gammaInitializer: Initializer, _ betaRegularizer: Regularizer?, _ gammaRegularizer: Regularizer?,
    _ betaConstraint: Constraint?, _ gammaConstraint: Constraint?, _ rmsScaling: Bool, _ name: String?,
    _ trainable: Bool, _ dtype: DType, _ activityRegularizer: Regularizer?
  ) {
    givenAxis = axis
    self.rmsScaling = rmsScaling
    super.init(
      epsilon: epsilon, center: center, scale: scale, betaInitializer: betaInitializer,
      gammaInitializer: gammaInitializer, betaRegularizer: betaRegularizer,
      gammaRegularizer: gammaRegularizer,
      betaConstraint: betaConstraint, gammaConstraint: gammaConstraint, name: name, trainable: trainable,
      dtype: dtype, activityRegularizer: activityRegularizer)
  }

  public override init(config: ConfigReader) throws {
    givenAxis = try config.axes("axis", default: -1)
    rmsScaling = try config.bool("rms_scaling", default: false)
    try super.init(config: config)
  }

  public override func getConfig() -> Config {
    // Keras makes a sorted list of the axis when it builds the layer.
    let axis: Axes = built ? .several(axis) : givenAxis
    return super.getConfig().merging(["axis": axis.config, "rms_scaling": .bool(rmsScaling)]) { $1 }
  }

  public override func build(inputShape: [Int?]) throws {
    let shape = try lengths(of: resolve(axis, rank: inputShape.count, inputShape), in: inputShape)
    if scale || rmsScaling { try addGamma(shape: shape) }
    if center && !rmsScaling { try addBeta(shape: shape) }
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    _ = try resolve(axis, rank: inputShape.count, inputShape)
    return inputShape
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    let x = try numeric(inputs)
    let shape = x.shape.map(Optional.some)
    let axes = try resolve(axis, rank: x.rank, shape)
    let (gamma, beta) = (gamma?.value, beta?.value)
    let lengths = axes.map { x.shape[$0] }
    for weight in [gamma, beta] {
      guard let weight, weight.shape.dimensions != lengths else { continue }
      throw HornError(
        .shape,
        "Layer \"\(name)\" (LayerNormalization) was built for axes of the lengths \(weight.shape), but its input has "
          + "the shape \(x.shape)")
    }
    if !rmsScaling, axes == Array((x.rank - axes.count)..<x.rank) {
      return normalizeRows(
        x, length: lengths.reduce(1, *), gamma: gamma, beta: beta, epsilon: epsilon)
    }
    var broadcast = Array(repeating: 1, count: x.rank)
    for (axis, length) in zip(axes, lengths) { broadcast[axis] = length }
    let factor = gamma.map { reshape($0, broadcast) }
    let spread = variance(x, axis: axes, keepdims: true)
    if rmsScaling {
      let y = x * rsqrt(spread + epsilon)
      return factor.map { y * $0 } ?? y
    }
    return normalized(
      x, mean: mean(x, axis: axes, keepdims: true), variance: spread, factor: factor,
      offset: beta.map { reshape($0, broadcast) })
  }
}
