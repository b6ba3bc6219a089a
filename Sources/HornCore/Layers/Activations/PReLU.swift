import HornTensor

/// `x`, but `alpha · x` below 0, with slopes that are learned (He et al., 2015).
///
/// Input `[batch, …]`; `alpha` has the shape of one element of the batch, with length 1 along shared axes.
public final class PReLU: Layer, KerasSerializable {
  /// How the slopes start.
  public let alphaInitializer: Initializer
  /// A penalty on the slopes that is added to the loss; nil for none.
  public let alphaRegularizer: Regularizer?
  /// What the slopes are brought back to after each step of training; nil for nothing.
  public let alphaConstraint: Constraint?
  /// The axes along which all elements have one slope, counted from 1, the first behind the batch; nil for none.
  public let sharedAxes: [Int]?
  /// The slopes, once the layer is built.
  public private(set) var alpha: Variable?

  /// - Parameter sharedAxes: `[1]` gives all time steps of `[batch, time, features]` one slope a feature.
  public init(
    alphaInitializer: Initializer = .zeros, alphaRegularizer: Regularizer? = nil,
    alphaConstraint: Constraint? = nil, sharedAxes: [Int]? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, activityRegularizer: Regularizer? = nil
  ) {
    self.alphaInitializer = alphaInitializer
    self.alphaRegularizer = alphaRegularizer
    self.alphaConstraint = alphaConstraint
    self.sharedAxes = sharedAxes
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
    stopUnlessFloat32()
  }

  public override init(config: ConfigReader) throws {
    alphaInitializer = try config.choice("alpha_initializer", default: .zeros)
    alphaRegularizer = try config.optionalChoice("alpha_regularizer")
    alphaConstraint = try config.optionalChoice("alpha_constraint")
    sharedAxes = config.value("shared_axes") == nil ? nil : try config.axes("shared_axes", default: 1).list
    try super.init(config: config)
    supportsMasking = true
    try requireFloat32()
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "alpha_initializer": alphaInitializer.serialized,
      "alpha_regularizer": alphaRegularizer?.serialized ?? .null,
      "alpha_constraint": alphaConstraint?.serialized ?? .null,
      "shared_axes": sharedAxes.map { ConfigValue(shape: $0) } ?? .null,
    ]) { $1 }
  }

  public override func build(inputShape: [Int?]) throws {
    let shared = sharedAxes ?? []
    guard !inputShape.isEmpty, shared.allSatisfy({ $0 >= 1 && $0 < inputShape.count }) else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (PReLU): the shared axes \(shared) are not axes behind the batch of an input of shape "
          + formatShape(inputShape))
    }
    var shape: [Int] = []
    var axes: [Int: Int] = [:]
    for axis in inputShape.indices.dropFirst() {
      if shared.contains(axis) {
        shape.append(1)
      } else {
        shape += try lengths(of: [axis], in: inputShape)
        if !shared.isEmpty { axes[axis] = inputShape[axis] }
      }
    }
    alpha = try addWeight(
      name: "alpha", shape: shape, initializer: alphaInitializer, regularizer: alphaRegularizer,
      constraint: alphaConstraint)
    inputSpec = InputSpec(ndim: inputShape.count, axes: axes)
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard let alpha else { throw notBuilt() }
    let x = try numeric(inputs)
    guard zip(alpha.shape, x.shape.dropFirst()).allSatisfy({ $0 == $1 || $0 == 1 }) else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (PReLU) has slopes of shape \(alpha.shape), which do not fit an input of shape \(x.shape)"
      )
    }
    return relu(x) - alpha.value * relu(negative(x))
  }
}
