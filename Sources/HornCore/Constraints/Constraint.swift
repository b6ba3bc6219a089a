import HornTensor

/// What a weight is brought back to after each step of training: `.nonNeg`, `"max_norm"`, or one of your own.
public struct Constraint: NamedChoice, ConfigHolder {
  public static let kind = "constraint"

  /// Keras's class name, `MaxNorm`.
  public let className: String
  /// The arguments under Keras's names.
  public package(set) var config: Config
  private let axes: [Int]
  private let project: @Sendable (Tensor) -> Tensor

  /// A constraint of one's own.
  ///
  /// - Parameters:
  ///   - className: its name in messages and configurations, from which it cannot be made again.
  ///   - config: its arguments for configurations.
  ///   - project: gives the weight as it may be; keeps the shape.
  public init(_ className: String, config: Config = [:], _ project: @escaping @Sendable (Tensor) -> Tensor) {
    self.init(className, config: config, axes: [], project)
  }

  init(
    _ className: String, config: Config, axes: [Int], _ project: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.className = className
    self.config = config
    self.axes = axes
    self.project = project
  }

  /// The weight as the constraint allows it, of the same shape.
  public func callAsFunction(_ weight: Tensor) -> Tensor { project(weight) }

  /// Throws `HornError` where a weight of this shape lacks an axis of the constraint.
  package func check(_ shape: Shape) throws {
    for axis in axes where !(-shape.rank..<shape.rank).contains(axis) {
      throw HornError(
        .shape, "constraint \(className): axis \(axis) is out of range for a weight of shape \(shape)")
    }
    guard Set(axes.map { $0 < 0 ? $0 + shape.rank : $0 }).count == axes.count else {
      throw HornError(
        .shape, "constraint \(className): the axes \(axes) name one twice for a weight of shape \(shape)")
    }
  }

  /// Keras's form, an object with class_name and config.
  public var serialized: ConfigValue {
    .serialized(module: "keras.constraints", className: className, config: config)
  }

  public static let known = withSnakeCaseNames([
    "MaxNorm": { maxNorm(try $0.double("max_value", default: 2), try $0.axes("axis", default: 0)) },
    "MinMaxNorm": {
      minMaxNorm(
        try $0.double("min_value", default: 0), try $0.double("max_value", default: 1),
        try $0.double("rate", default: 1), try $0.axes("axis", default: 0))
    },
    "NonNeg": { _ in .nonNeg },
    "UnitNorm": { unitNorm(try $0.axes("axis", default: 0)) },
  ])
}
