import HornTensor

/// Scales its input to Euclidean length 1 along an axis or several together.
///
/// Input of any shape; it has no weights.
public final class UnitNormalization: Layer, KerasSerializable {
  private let givenAxis: Axes
  /// The axes along which the length is taken; negative ones count from the end.
  public var axis: [Int] { givenAxis.list }

  /// - Parameter axis: the axis along which the length is taken; the last by default.
  public init(
    axis: Int = -1, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    givenAxis = .one(axis)
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  /// - Parameter axis: the axes along which the length is taken.
  public init(
    axis: [Int], name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    givenAxis = .several(axis)
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    givenAxis = try config.axes("axis", default: -1)
    try super.init(config: config)
    supportsMasking = true
  }

  public override func getConfig() -> Config { super.getConfig().merging(["axis": givenAxis.config]) { $1 } }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    _ = try resolve(axis, rank: inputShape.count, inputShape)
    return inputShape
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    let x = try numeric(inputs)
    return unitLength(x, axis: try resolve(axis, rank: x.rank, x.shape.map { $0 }), epsilon: 1e-12)
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }
}
