import HornTensor

/// A function that a layer applies to its output: `.relu`, `"relu"`, or one of your own.
public struct Activation: NamedChoice {
  public static let kind = "activation"

  /// Keras's name.
  public let name: String
  /// Arguments that differ from Keras's defaults.
  public let config: Config
  private let function: @Sendable (Tensor) -> Tensor

  /// An activation of one's own.
  ///
  /// - Parameter function: keeps the shape, and is made of Horn's operations.
  public init(_ name: String, config: Config = [:], _ function: @escaping @Sendable (Tensor) -> Tensor) {
    self.name = name
    self.config = config
    self.function = function
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { function(x) }

  /// Keras's form: a bare name, or with arguments an object.
  public var serialized: ConfigValue {
    config.isEmpty
      ? .string(name) : .serialized(module: "keras.activations", className: name, config: config)
  }

  public static let known: [String: @Sendable (ConfigReader) throws -> Activation] = [
    "linear": { _ in .linear }
  ]

  /// The identity.
  public static let linear = Activation("linear") { $0 }
}
