import HornTensor

/// Brings groups of features to mean 0 and standard deviation 1, for each element of the batch by itself, over the
/// group's features and all further axes (Wu and He, 2018).
///
/// Input `[batch, …]` of any rank from 2 on; `gamma` and `beta` are `[features]`.
public final class GroupNormalization: AffineNormalization, KerasSerializable {
  /// How many groups the features are cut into; -1, until the layer is built, for one a feature.
  public private(set) var groups: Int
  /// The axis of the features; negative ones count from the end.
  public let axis: Int

  /// - Parameters:
  ///   - groups: must divide the number of features; -1 makes each feature a group of its own.
  ///   - axis: the axis of the features; the last by default.
  public init(
    groups: Int = 32, axis: Int = -1, epsilon: Float = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil,
    betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    require(
      groups > 0 || groups == -1, "GroupNormalization: groups must be at least 1, or -1, got \(groups)",
      file: file, line: line)
    self.groups = groups
    self.axis = axis
    super.init(
      epsilon: epsilon, center: center, scale: scale, betaInitializer: betaInitializer,
      gammaInitializer: gammaInitializer, betaRegularizer: betaRegularizer,
      gammaRegularizer: gammaRegularizer,
      betaConstraint: betaConstraint, gammaConstraint: gammaConstraint, name: name, trainable: trainable,
      dtype: dtype, activityRegularizer: activityRegularizer)
  }

  public override init(config: ConfigReader) throws {
    groups = try config.int("groups", default: 32)
    axis = try config.axis("axis", default: -1)
    guard groups > 0 || groups == -1 else {
      throw HornError(
        .configuration, "GroupNormalization: groups must be at least 1, or -1, got \(groups)")
    }
    try super.init(config: config)
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["groups": .int(groups), "axis": .int(axis)]) { $1 }
  }

  public override func build(inputShape: [Int?]) throws {
    let place = try resolve([axis], rank: inputShape.count, inputShape)
    guard place[0] > 0 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (GroupNormalization): axis \(axis) is the batch of \(formatShape(inputShape))")
    }
    let features = try lengths(of: place, in: inputShape)[0]
    let number = groups == -1 ? features : groups
    guard number > 0, features >= number, features % number == 0 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (GroupNormalization): \(number) groups do not divide axis \(axis) of length \(features) of "
          + "an input of shape \(formatShape(inputShape))")
    }
    groups = number
    if scale { try addGamma(shape: [features]) }
    if center { try addBeta(shape: [features]) }
    inputSpec = InputSpec(ndim: inputShape.count, axes: [axis: features])
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    _ = try resolve([axis], rank: inputShape.count, inputShape)
    return inputShape
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    let x = try numeric(inputs)
    let place = try resolve([axis], rank: x.rank, x.shape.map { $0 })[0]
    var grouped = x.shape.dimensions
    var broadcast = Array(repeating: 1, count: x.rank + 1)
    grouped[place] /= groups
    broadcast[place + 1] = grouped[place]
    broadcast[place] = groups
    grouped.insert(groups, at: place)
    let z = reshape(x, grouped)
    let axes = (1..<z.rank).filter { $0 != place }
    let y = normalized(
      z, mean: mean(z, axis: axes, keepdims: true), variance: variance(z, axis: axes, keepdims: true),
      factor: gamma.map { reshape($0.value, broadcast) }, offset: beta.map { reshape($0.value, broadcast) })
    return reshape(y, x.shape.dimensions)
  }
}
