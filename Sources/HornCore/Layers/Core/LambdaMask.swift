import HornTensor

/// The mask of the output of a ``Lambda``: a tensor, or a function of the input and its mask.
///
///     Lambda(mask: .computed { x, mask in mask }) { x in x * 2 }
public struct LambdaMask {
  /// The mask of the output for an input and its mask; nil for none.
  public typealias Body = (_ inputs: Tensor, _ mask: Tensor?) -> Tensor?

  let body: Body
  let serialized: ConfigValue

  private static let registered = NamedFunctions<Body>()

  /// One mask whatever the input is: `[batch, time]`, bool.
  public static func tensor(_ mask: Tensor) -> LambdaMask {
    LambdaMask(body: { _, _ in mask }, serialized: mask.serialized)
  }

  /// A function of the input and its mask.
  public static func computed(_ function: @escaping Body) -> LambdaMask {
    LambdaMask(body: function, serialized: NamedFunctions<Body>.serialized(nil))
  }

  /// Makes a function known under a name, so that model files can name it.
  public static func register(
    _ name: String, _ function: @escaping @Sendable (_ inputs: Tensor, _ mask: Tensor?) -> Tensor?
  ) {
    registered[name] = function
  }

  /// The function that was registered under this name.
  ///
  /// - Throws: `HornError` that lists the known names.
  public static func named(_ name: String) throws -> LambdaMask {
    try LambdaMask(config: .string(name), layer: name)
  }

  private init(body: @escaping Body, serialized: ConfigValue) {
    self.body = body
    self.serialized = serialized
  }

  init(config: ConfigValue, layer: String) throws {
    if config["class_name"] == "__tensor__" || config["class_name"] == "__numpy__" {
      self = .tensor(try Tensor(config: config))
      return
    }
    let name = NamedFunctions<Body>.name(in: config) ?? layer
    guard let body = Self.registered[name] else {
      throw Self.registered.unknown(config, layer: layer, kind: "LambdaMask")
    }
    self.init(body: body, serialized: NamedFunctions<Body>.serialized(name))
  }
}
