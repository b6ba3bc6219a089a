import HornTensor

/// What a weight is brought back to after each step of training: `.nonNeg`, `"max_norm"`, or one of your own.
public struct Constraint: NamedChoice {
  public static let kind = "constraint"

  public let className: String
  public let config: Config
  private let project: @Sendable (Tensor) -> Tensor

  /// A constraint of one's own.
  public init(_ className: String, config: Config = [:], _ project: @escaping @Sendable (Tensor) -> Tensor) {
    self.className = className
    self.config = config
    self.project = project
  }

  public func callAsFunction(_ weight: Tensor) -> Tensor { project(weight) }

  public var serialized: ConfigValue {
    .serialized(module: "keras.constraints", className: className, config: config)
  }

  public static let known: [String: @Sendable (ConfigReader) throws -> Constraint] = [:]
}
