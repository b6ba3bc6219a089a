import HornTensor

/// A penalty on a tensor that is added to the loss: `.l2(0.01)`, `"l2"`, or one of your own.
public struct Regularizer: NamedChoice, ConfigHolder {
  public static let kind = "regularizer"

  /// Keras's class name, `L1L2`.
  public let className: String
  /// The arguments under Keras's names.
  public package(set) var config: Config
  private let admits: @Sendable (Shape) throws -> Void
  private let penalty: @Sendable (Tensor) -> Tensor

  /// A regularizer of one's own.
  ///
  /// - Parameters:
  ///   - className: its name in messages and configurations, from which it cannot be made again.
  ///   - config: its arguments for configurations.
  ///   - penalty: gives a scalar, and is made of Horn's operations.
  public init(_ className: String, config: Config = [:], _ penalty: @escaping @Sendable (Tensor) -> Tensor) {
    self.init(className, config: config, admits: { _ in }, penalty)
  }

  init(
    _ className: String, config: Config, admits: @escaping @Sendable (Shape) throws -> Void,
    _ penalty: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.className = className
    self.config = config
    self.admits = admits
    self.penalty = penalty
  }

  /// The penalty on a tensor, a scalar; a tensor that the regularizer is not for stops the program.
  public func callAsFunction(_ x: Tensor) -> Tensor { penalty(x) }

  /// Throws `HornError` where the regularizer has no penalty for a tensor of this shape.
  package func check(_ shape: Shape) throws { try admits(shape) }

  /// Keras's form, an object with class_name and config.
  public var serialized: ConfigValue {
    .serialized(module: "keras.regularizers", className: className, config: config)
  }

  public static let known = withSnakeCaseNames(
    [
      "L1": { .l1(try $0.penalty("l1", default: 0.01)) },
      "L2": { .l2(try $0.penalty("l2", default: 0.01)) },
      "L1L2": { .l1L2(l1: try $0.penalty("l1", default: 0), l2: try $0.penalty("l2", default: 0)) },
      "OrthogonalRegularizer": {
        .orthogonalRegularizer(
          factor: try $0.penalty("factor", default: 0.01), mode: try $0.choice("mode", default: .rows))
      },
    ], aliases: ["l1_l2": "L1L2"])
}

extension ConfigReader {
  /// A number that is neither negative nor infinite.
  fileprivate func penalty(_ key: String, default fallback: Double) throws -> Double {
    let number = try double(key, default: fallback)
    guard number >= 0, number.isFinite else {
      throw HornError(.configuration, "\(owner): \(key) must be a finite number of 0 or more, got \(number)")
    }
    return number
  }
}
