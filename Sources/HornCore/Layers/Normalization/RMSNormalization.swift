import HornTensor

/// Divides its input by the root of its mean square over an axis or several (Zhang and Sennrich, 2019):
/// `x / sqrt(mean(x²) + epsilon) · scale`.
///
/// Input of any shape; the weight `scale` has the lengths of the axes and, as in Keras, broadcasts against the last
/// axes of the input, so the axes should be those. A mask does not pass.
public final class RMSNormalization: Layer, KerasSerializable {
  private let givenAxis: Axes
  /// What is added to the mean square.
  public let epsilon: Float
  /// The factors, once the layer is built.
  public private(set) var scale: Variable?

  /// The axes that are normalized together; negative ones count from the end.
  public var axis: [Int] { givenAxis.list.sorted() }

  /// - Parameters:
  ///   - axis: the axis that is normalized; the last, the features, by default.
  ///   - epsilon: what is added to the mean square.
  public convenience init(
    axis: Int = -1, epsilon: Float = 1e-6, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    self.init(given: .one(axis), epsilon, name, trainable, dtype, activityRegularizer)
  }

  /// - Parameter axis: the axes that are normalized together.
  public convenience init(
    axis: [Int], epsilon: Float = 1e-6, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    self.init(given: .several(axis), epsilon, name, trainable, dtype, activityRegularizer)
  }

  private init(
    given axis: Axes, _ epsilon: Float, _ name: String?, _ trainable: Bool, _ dtype: DType,
    _ activityRegularizer: Regularizer?
  ) {
    givenAxis = axis
    self.epsilon = epsilon
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    stopUnlessFloat32()
  }

  public override init(config: ConfigReader) throws {
    givenAxis = try config.axes("axis", default: -1)
    epsilon = try config.float("epsilon", default: 1e-6)
    try super.init(config: config)
    try requireFloat32()
  }

  public override func getConfig() -> Config {
    let axis: Axes = built ? .several(axis) : givenAxis
    return super.getConfig().merging(["axis": axis.config, "epsilon": ConfigValue(epsilon)]) { $1 }
  }

  public override func build(inputShape: [Int?]) throws {
    let shape = try lengths(of: resolve(axis, rank: inputShape.count, inputShape), in: inputShape)
    scale = try addWeight(name: "scale", shape: shape, initializer: .ones)
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    _ = try resolve(axis, rank: inputShape.count, inputShape)
    return inputShape
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard let scale else { throw notBuilt() }
    let x = try numeric(inputs)
    let axes = try resolve(axis, rank: x.rank, x.shape.map { $0 })
    let fits =
      scale.shape.rank <= x.rank
      && zip(scale.shape.reversed(), x.shape.reversed()).allSatisfy { $0 == $1 || $0 == 1 }
    guard fits else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (RMSNormalization): its weight of shape \(scale.shape) does not broadcast to an input of "
          + "shape \(x.shape); in Keras too, the axes must be the last ones")
    }
    if axes == Array((x.rank - axes.count)..<x.rank), scale.shape.dimensions == axes.map({ x.shape[$0] }) {
      return normalizeRows(
        x, length: scale.shape.elementCount, gamma: scale.value, beta: nil, epsilon: epsilon, center: false)
    }
    return x * rsqrt(mean(square(x), axis: axes, keepdims: true) + epsilon) * scale.value
  }
}
