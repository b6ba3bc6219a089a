import HornTensor

/// What shape the output of a ``Lambda`` has: lengths without the batch, or a function of the input's shape.
///
///     Lambda(outputShape: [4]) { x in … }
///     Lambda(outputShape: .computed { shape in [shape[0], 2] }) { x in … }
public struct LambdaOutputShape: ExpressibleByArrayLiteral {
  /// The output's shape for an input's, both with the batch; nil for an unknown length.
  public typealias Body = (_ inputShape: [Int?]) throws -> [Int?]

  let body: Body
  let serialized: ConfigValue

  private static let registered = NamedFunctions<Body>()

  /// Lengths without the batch, nil for an unknown one.
  public init(_ lengths: [Int?]) {
    body = { [$0.first ?? nil] + lengths }
    serialized = ConfigValue(shape: lengths)
  }

  public init(arrayLiteral elements: Int?...) { self.init(elements) }

  private init(body: @escaping Body, name: String?) {
    self.body = body
    serialized = NamedFunctions<Body>.serialized(name)
  }

  /// A function of the input's shape, both with the batch.
  public static func computed(_ function: @escaping Body) -> LambdaOutputShape {
    LambdaOutputShape(body: function, name: nil)
  }

  /// Makes a function known under a name, so that model files can name it.
  public static func register(_ name: String, _ function: @escaping @Sendable ([Int?]) throws -> [Int?]) {
    registered[name] = function
  }

  /// The function that was registered under this name.
  ///
  /// - Throws: `HornError` that lists the known names.
  public static func named(_ name: String) throws -> LambdaOutputShape {
    try LambdaOutputShape(config: .string(name), layer: name)
  }

  init(config: ConfigValue, layer: String) throws {
    if case .array = config {
      let reader = ConfigReader(["output_shape": config], owner: "Lambda \"\(layer)\"")
      self.init(try reader.optionalShape("output_shape") ?? [])
      return
    }
    let name = NamedFunctions<Body>.name(in: config) ?? layer
    guard let body = Self.registered[name] else {
      throw Self.registered.unknown(config, layer: layer, kind: "LambdaOutputShape")
    }
    self.init(body: body, name: name)
  }
}
