import HornTensor

/// A function that a layer applies to its output: `.relu`, `"relu"`, or one of your own.
///
///     Dense(64, activation: .relu)
///     Dense(64, activation: .leakyRelu(negativeSlope: 0.1))
///     Dense(64, activation: ActivationFunction("cube") { $0 * $0 * $0 })
public struct ActivationFunction: NamedChoice {
  public static let kind = "activation"

  /// Keras's name, `leaky_relu`.
  public let name: String
  /// Arguments that differ from Keras's defaults.
  public let config: Config
  /// Which function it is for a fused layer; nil where the layer calls the activation.
  package let fused: FusedActivation?
  /// Whether it is none of Keras's.
  let isOwn: Bool
  private let layerName: String?
  private let function: @Sendable (Tensor) throws -> Tensor

  /// An activation of one's own.
  ///
  /// - Parameters:
  ///   - name: its name in messages and configurations, from which it cannot be made again.
  ///   - config: its arguments for configurations.
  ///   - function: keeps the shape, and is made of Horn's operations.
  @_disfavoredOverload
  public init(
    _ name: String, config: Config = [:], _ function: @escaping @Sendable (Tensor) throws -> Tensor
  ) {
    self.init(name, fused: nil, config: config, isOwn: true, function)
  }

  /// - Parameter layerName: the class of the Keras layer that takes these arguments. Keras's activations are
  ///   functions, whose arguments no file can hold; in a file it accepts such a layer in their place.
  init(
    _ name: String, fused: FusedActivation? = nil, layerName: String? = nil, config: Config = [:],
    isOwn: Bool = false, _ function: @escaping @Sendable (Tensor) throws -> Tensor
  ) {
    self.name = name
    self.config = config
    self.fused = fused
    self.isOwn = isOwn
    self.layerName = layerName
    self.function = function
  }

  /// The activation of a tensor; a tensor that does not fit stops the program.
  public func callAsFunction(
    _ x: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    do {
      return try function(x)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The activation of a tensor.
  ///
  /// - Throws: `HornError` where it does not fit, for example has no such axis.
  package func applied(to x: Tensor) throws -> Tensor { try function(x) }

  /// Keras's form: a bare name, or with arguments an object.
  ///
  /// Keras reads the arguments of relu, leaky_relu, elu and softmax, but has no form for those of others.
  public var serialized: ConfigValue {
    if config.isEmpty { return .string(name) }
    return layerName.map { .serialized(module: "keras.layers", className: $0, config: config) }
      ?? .serialized(module: "keras.activations", className: name, config: config)
  }

  public static let known = functions.merging(layers) { function, _ in function }
}
