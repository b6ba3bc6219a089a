import HornTensor

/// What a ``Lambda`` computes: a closure, or a function that was registered under a name.
///
///     LambdaFunction.register("my_package>square") { x in x * x }
///     Lambda("my_package>square")
public struct LambdaFunction: ExpressibleByStringLiteral {
  /// The function of an input, its mask, whether this is a step of training, and the layer's arguments.
  public typealias Body = (
    _ inputs: Tensor, _ mask: Tensor?, _ training: Bool, _ arguments: Config
  ) throws -> Tensor

  /// The name in model files; nil for a closure, which cannot be written to one.
  public let name: String?
  let body: Body

  private static let registered = NamedFunctions<Body>()

  /// A function of the input alone.
  public init(_ function: @escaping (_ inputs: Tensor) throws -> Tensor) {
    name = nil
    body = { inputs, _, _, _ in try function(inputs) }
  }

  /// A function of the input, its mask, and whether this is a step of training.
  public init(_ function: @escaping (_ inputs: Tensor, _ mask: Tensor?, _ training: Bool) throws -> Tensor) {
    name = nil
    body = { inputs, mask, training, _ in try function(inputs, mask, training) }
  }

  /// A function of all that a layer gives it, its arguments included.
  public init(_ function: @escaping Body) {
    name = nil
    body = function
  }

  /// The function that was registered under this name.
  ///
  /// - Throws: `HornError` that lists the known names.
  public init(named name: String) throws {
    try self.init(config: .string(name), layer: name)
  }

  /// The function that was registered under this name; an unknown one stops the program.
  public init(stringLiteral name: String) {
    do {
      try self.init(named: name)
    } catch {
      programmingError("\(error)")
    }
  }

  /// Makes a function of the input known under a name, so that model files can name it.
  public static func register(_ name: String, _ function: @escaping @Sendable (Tensor) throws -> Tensor) {
    registered[name] = { inputs, _, _, _ in try function(inputs) }
  }

  /// Makes a function of the input, the mask, whether this is training, and the layer's arguments known.
  public static func register(_ name: String, _ function: @escaping @Sendable Body) {
    registered[name] = function
  }

  init(config: ConfigValue, layer: String) throws {
    let name = NamedFunctions<Body>.name(in: config)
    if let name, let body = Self.registered[name] {
      self.name = name
      self.body = body
    } else if let name, let activation = try? ActivationFunction.named(name) {
      self.name = name
      body = { inputs, _, _, _ in try activation.applied(to: inputs) }
    } else if name == nil, let body = Self.registered[layer] {
      self.name = layer
      self.body = body
    } else {
      throw Self.registered.unknown(config, layer: layer, kind: "LambdaFunction")
    }
  }

  var serialized: ConfigValue { NamedFunctions<Body>.serialized(name) }
}

/// Functions of one signature under their names.
final class NamedFunctions<Body>: @unchecked Sendable {
  // Sendable: the functions are behind the lock, and only Sendable ones are registered.
  private var functions: [String: Body] = [:]
  private let lock = Lock()

  subscript(name: String) -> Body? {
    get { lock.withLock { functions[name] } }
    set { lock.withLock { functions[name] = newValue } }
  }

  /// The name of a serialised function; nil for Python's bytecode and other objects.
  static func name(in config: ConfigValue) -> String? {
    if case .string(let name) = config { return name }
    guard config["class_name"] == "function", case .string(let name)? = config["config"] else { return nil }
    return name
  }

  /// Keras's form of a registered function.
  static func serialized(_ name: String?) -> ConfigValue {
    [
      "module": "builtins", "class_name": "function", "config": .string(name ?? "<closure>"),
      "registered_name": "function",
    ]
  }

  /// - Parameter owner: what wants the function, for the beginning of the message.
  func unknown(
    _ config: ConfigValue, layer: String, kind: String, owner: String = "Lambda"
  ) -> HornError {
    let known = lock.withLock { functions.keys.sorted() }
    let what: String
    var wanted = layer
    if config["class_name"] == "__lambda__" {
      what = "is a Python lambda, whose code Horn does not run; write it in Swift"
    } else if let name = Self.name(in: config) {
      what = "is \"\(name.prefix(80))\", which is not known"
      wanted = String(name.prefix(80))
    } else {
      what = "is \(config.summary), which is no function"
    }
    return HornError(
      .configuration,
      "\(owner) \"\(layer)\": a function \(what). Register it before: \(kind).register(\"\(wanted)\") { … }. Known are "
        + (known.isEmpty ? "none" : known.joined(separator: ", ")))
  }
}
