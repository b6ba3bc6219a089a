import HornTensor

/// A penalty on a tensor that is added to the loss: `.l2(0.01)`, `"l2"`, or one of your own.
public struct Regularizer: NamedChoice {
  public static let kind = "regularizer"

  public let className: String
  public let config: Config
  private let penalty: @Sendable (Tensor) -> Tensor

  /// A regularizer of one's own.
  ///
  /// - Parameter penalty: gives a scalar, and is made of Horn's operations.
  public init(_ className: String, config: Config = [:], _ penalty: @escaping @Sendable (Tensor) -> Tensor) {
    self.className = className
    self.config = config
    self.penalty = penalty
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { penalty(x) }

  public var serialized: ConfigValue {
    .serialized(module: "keras.regularizers", className: className, config: config)
  }

  public static let known: [String: @Sendable (ConfigReader) throws -> Regularizer] = [:]
}
