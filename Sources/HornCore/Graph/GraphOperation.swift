import HornTensor

/// What an operation of a model's description computes on.
enum GraphOperand {
  case tensor(Tensor)
  case constant(ConfigValue)
}

/// An operation that may stand in the description of a model, under Keras's name.
struct GraphOperation: Sendable {
  let className: String
  /// The options and their defaults.
  var defaults: Config = [:]
  let compute: @Sendable ([GraphOperand], Config) throws -> Tensor

  static let known: [String: GraphOperation] = {
    let all: [GraphOperation] = [
      binary("Add", +), binary("Subtract", -), binary("Multiply", *), binary("TrueDivide", /),
      binary("Divide", /), binary("Maximum", maximum), binary("Minimum", minimum),
      binary("NotEqual", notEqual), binary("Equal", equal), binary("Matmul", { matmul($0, $1) }),
      reduction("Any") { x, axis, keepdims in reduceAny(x, axis: axis, keepdims: keepdims) },
      reduction("Mean") { x, axis, keepdims in mean(x, axis: axis, keepdims: keepdims) },
      reduction("Sum") { x, axis, keepdims in sum(x, axis: axis, keepdims: keepdims) },
      reduction("Max") { x, axis, keepdims in max(x, axis: axis, keepdims: keepdims) },
      unary("Negative", { -$0 }), unary("Exp", exp), unary("Tanh", tanh), unary("Sigmoid", sigmoid),
      unary("Relu", relu), unary("Absolute", abs), unary("Square", square), unary("Sqrt", sqrt),
    ]
    return Dictionary(uniqueKeysWithValues: all.map { ($0.className, $0) })
  }()

  private static func reduceAny(_ x: Tensor, axis: Int?, keepdims: Bool) -> Tensor {
    any(x, axis: axis, keepdims: keepdims)
  }

  private static func unary(
    _ name: String, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> GraphOperation {
    GraphOperation(className: name) { operands, _ in function(try tensors(operands, 1, name)[0]) }
  }

  private static func binary(
    _ name: String, _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> GraphOperation {
    GraphOperation(className: name) { operands, _ in
      let found = try tensors(operands, 2, name)
      guard name == "Matmul" || areBroadcastable(found[0].shape, found[1].shape) else {
        throw HornError(
          .shape,
          "operation \(name): the shapes \(found[0].shape) and \(found[1].shape) do not fit each other")
      }
      return function(found[0], found[1])
    }
  }

  private static func reduction(
    _ name: String, _ function: @escaping @Sendable (Tensor, Int?, Bool) -> Tensor
  ) -> GraphOperation {
    GraphOperation(className: name, defaults: ["axis": nil, "keepdims": false]) { operands, options in
      let x = try tensors(operands, 1, name)[0]
      let reader = ConfigReader(options, owner: name)
      let axis = try reader.optionalInt("axis")
      if let axis, axis >= x.rank || axis < -x.rank {
        throw HornError(
          .shape, "operation \(name): the axis \(axis) is out of range for the shape \(x.shape)")
      }
      return function(x, axis, try reader.bool("keepdims", default: false))
    }
  }

  private static func areBroadcastable(_ a: Shape, _ b: Shape) -> Bool {
    zip(a.dimensions.reversed(), b.dimensions.reversed()).allSatisfy { $0 == $1 || $0 == 1 || $1 == 1 }
  }

  /// The operands as tensors; a number takes the type of the tensor beside it.
  private static func tensors(_ operands: [GraphOperand], _ count: Int, _ name: String) throws -> [Tensor] {
    guard operands.count == count else {
      throw HornError(
        .configuration, "operation \(name) takes \(count) operand(s), got \(operands.count)")
    }
    let types = operands.compactMap { operand -> DType? in
      if case .tensor(let tensor) = operand { tensor.dtype } else { nil }
    }
    return try operands.map { operand in
      switch operand {
      case .tensor(let tensor): return tensor
      case .constant(.int(let number)) where types.first == .int32:
        return Tensor([Int32(clamping: number)], shape: [])
      case .constant(.int(let number)): return Tensor(Float(number))
      case .constant(.double(let number)): return Tensor(Float(number))
      case .constant(let other):
        throw HornError(
          .configuration, "operation \(name): an operand must be a number, got \(other.summary)")
      }
    }
  }
}
