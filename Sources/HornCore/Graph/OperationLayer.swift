import HornTensor

/// An operation between symbolic tensors, such as `a + b`, as a call in the description of a model.
///
/// Keras counts it among a model's operations and writes it into its JSON, but not among its layers.
final class OperationLayer: Layer {
  let operation: GraphOperation
  /// What the operation was made with besides its operands, such as `axis`.
  let options: Config

  /// The argument of a call that says where tensors (null) and constants stand among the operands.
  static let operandsKey = "operands"

  init(_ operation: GraphOperation, options: Config = [:], name: String? = nil) throws {
    self.operation = operation
    self.options = operation.defaults.merging(options) { $1 }
    super.init(name: name ?? ObjectNames.next(for: operation.className))
    built = true
    let unknown = Set(options.keys).subtracting(operation.defaults.keys)
    if let option = unknown.min() {
      throw HornError(
        .configuration,
        "\(operation.className): unknown argument \(option); known are \(operation.defaults.keys.sorted())")
    }
  }

  /// Reads Keras's form of an operation.
  convenience init(serialized value: ConfigValue) throws {
    let (className, config) = try value.classAndConfig("an operation's configuration")
    let operation = try ConfigPlace.at("class_name") {
      guard let operation = GraphOperation.known[className] else {
        throw HornError(
          .configuration,
          "unknown operation \"\(className.prefix(80))\"; known are "
            + GraphOperation.known.keys.sorted().joined(separator: ", "))
      }
      return operation
    }
    let reader = ConfigReader(config, owner: className)
    let name = try ConfigPlace.at("config") {
      for option in operation.defaults.keys { _ = reader.value(option) }
      // The type follows from the operands.
      reader.ignore("dtype")
      let name = try reader.optionalString("name")
      try reader.finish()
      return name
    }
    try self.init(operation, options: config.filter { operation.defaults[$0.key] != nil }, name: name)
  }

  override var className: String { operation.className }

  override func getConfig() -> Config { options.merging(["name": .string(name)]) { $1 } }

  override func call(
    _ inputs: [Tensor], training: Bool, masks: [Tensor?], arguments: Config
  ) throws -> [Tensor] {
    guard case .array(let places)? = arguments[Self.operandsKey] else {
      return [try operation.compute(inputs.map(GraphOperand.tensor), options)]
    }
    var rest = inputs[...]
    let operands = try places.map { place in
      guard place == .null else { return GraphOperand.constant(place) }
      guard let next = rest.popFirst() else {
        throw HornError(.configuration, "operation \"\(name)\" (\(className)) lacks an operand")
      }
      return .tensor(next)
    }
    return [try operation.compute(operands, options)]
  }

  override func computeOutputShape(_ inputShapes: [[Int?]], arguments: Config) throws -> [[Int?]] {
    [try computeOutputShape(inputShapes[0])]
  }
}
