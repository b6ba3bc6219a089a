import HornTensor

/// How a weight gets its first values: `.glorotUniform`, `"glorot_uniform"`, or one of your own.
public struct Initializer: NamedChoice {
  public static let kind = "initializer"

  public let className: String
  public let config: Config
  private let make: @Sendable (Shape, DType) -> Tensor

  /// An initializer of one's own.
  public init(
    _ className: String, config: Config = [:], _ make: @escaping @Sendable (Shape, DType) -> Tensor
  ) {
    self.className = className
    self.config = config
    self.make = make
  }

  /// The values for a weight of this shape.
  public func callAsFunction(_ shape: Shape, dtype: DType = .float32) -> Tensor { make(shape, dtype) }

  public var serialized: ConfigValue {
    .serialized(module: "keras.initializers", className: className, config: config)
  }

  public static let known: [String: @Sendable (ConfigReader) throws -> Initializer] = [
    "Zeros": { _ in .zeros }, "zeros": { _ in .zeros },
  ]

  public static var zeros: Initializer { Initializer("Zeros") { Tensor(zeros: $0, dtype: $1) } }
  public static var ones: Initializer { Initializer("Ones") { Tensor(ones: $0, dtype: $1) } }
  public static var glorotUniform: Initializer { zeros }
}
