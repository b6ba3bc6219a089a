import HornTensor

/// The base of the normalizations that may scale their result by weights `gamma` and move it by weights `beta`.
public class AffineNormalization: Layer {
  /// What is added to the variance, so that nothing is divided by zero.
  public let epsilon: Float
  /// Whether `beta` is added.
  public let center: Bool
  /// Whether the result is multiplied by `gamma`.
  public let scale: Bool
  /// How `beta` starts.
  public let betaInitializer: Initializer
  /// How `gamma` starts.
  public let gammaInitializer: Initializer
  /// A penalty on `beta` that is added to the loss; nil for none.
  public let betaRegularizer: Regularizer?
  /// A penalty on `gamma` that is added to the loss; nil for none.
  public let gammaRegularizer: Regularizer?
  /// What `beta` is brought back to after each step of training; nil for nothing.
  public let betaConstraint: Constraint?
  /// What `gamma` is brought back to after each step of training; nil for nothing.
  public let gammaConstraint: Constraint?

  /// The factors, once the layer is built, unless it has none.
  public private(set) var gamma: Variable?
  /// What is added, once the layer is built, unless there is nothing.
  public private(set) var beta: Variable?

  init(
    epsilon: Float, center: Bool, scale: Bool, betaInitializer: Initializer, gammaInitializer: Initializer,
    betaRegularizer: Regularizer?, gammaRegularizer: Regularizer?, betaConstraint: Constraint?,
    gammaConstraint: Constraint?, name: String?, trainable: Bool, dtype: DType,
    activityRegularizer: Regularizer?
  ) {
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    self.betaInitializer = betaInitializer
    self.gammaInitializer = gammaInitializer
    self.betaRegularizer = betaRegularizer
    self.gammaRegularizer = gammaRegularizer
    self.betaConstraint = betaConstraint
    self.gammaConstraint = gammaConstraint
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
    stopUnlessFloat32()
  }

  public override init(config: ConfigReader) throws {
    epsilon = try config.float("epsilon", default: 1e-3)
    center = try config.bool("center", default: true)
    scale = try config.bool("scale", default: true)
    betaInitializer = try config.choice("beta_initializer", default: .zeros)
    gammaInitializer = try config.choice("gamma_initializer", default: .ones)
    betaRegularizer = try config.optionalChoice("beta_regularizer")
    gammaRegularizer = try config.optionalChoice("gamma_regularizer")
    betaConstraint = try config.optionalChoice("beta_constraint")
    gammaConstraint = try config.optionalChoice("gamma_constraint")
    try super.init(config: config)
    supportsMasking = true
    try requireFloat32()
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "epsilon": ConfigValue(epsilon), "center": .bool(center), "scale": .bool(scale),
      "beta_initializer": betaInitializer.serialized, "gamma_initializer": gammaInitializer.serialized,
      "beta_regularizer": betaRegularizer?.serialized ?? .null,
      "gamma_regularizer": gammaRegularizer?.serialized ?? .null,
      "beta_constraint": betaConstraint?.serialized ?? .null,
      "gamma_constraint": gammaConstraint?.serialized ?? .null,
    ]) { $1 }
  }

  func addGamma(shape: [Int]) throws {
    gamma = try addWeight(
      name: "gamma", shape: shape, initializer: gammaInitializer, regularizer: gammaRegularizer,
      constraint: gammaConstraint)
  }

  func addBeta(shape: [Int]) throws {
    beta = try addWeight(
      name: "beta", shape: shape, initializer: betaInitializer, regularizer: betaRegularizer,
      constraint: betaConstraint)
  }

  /// `(x - mean) / sqrt(variance + epsilon) · factor + offset`, in Keras's order of operations.
  func normalized(_ x: Tensor, mean: Tensor, variance: Tensor, factor: Tensor?, offset: Tensor?) -> Tensor {
    var inverse = rsqrt(variance + epsilon)
    if let factor { inverse = inverse * factor }
    let shift = negative(mean * inverse)
    return x * inverse + (offset.map { shift + $0 } ?? shift)
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { dtype }
}

extension Layer {
  /// The axes counted from the front.
  ///
  /// - Throws: `HornError` where one is out of range or comes twice.
  func resolve(_ axes: [Int], rank: Int, _ shape: [Int?]) throws -> [Int] {
    let found = axes.map { $0 < 0 ? $0 + rank : $0 }
    guard found.allSatisfy({ $0 >= 0 && $0 < rank }), Set(found).count == found.count else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)): the axes \(axes) are not different axes of an input of shape "
          + "\(formatShape(shape))")
    }
    return found
  }

  /// The lengths of these axes, counted from the front, for a weight.
  ///
  /// - Throws: `HornError` where one is unknown.
  func lengths(of axes: [Int], in shape: [Int?]) throws -> [Int] {
    try axes.map { axis in
      guard let length = shape[axis] else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (\(className)) needs a known length of axis \(axis) of its input, got "
            + formatShape(shape))
      }
      return length
    }
  }
}
