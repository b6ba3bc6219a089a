import HornKernels
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
      binary("Add", +), binary("Subtract", types: .numbers, -), binary("Multiply", *),
      binary("TrueDivide", /), binary("Divide", /), binary("Maximum", maximum), binary("Minimum", minimum),
      binary("NotEqual", types: .any, notEqual), binary("Equal", types: .any, equal),
      binary("Matmul", shape: matmulShape) { matmul($0, $1) },
      reduction("Any") { x, axis, keepdims in reduceAny(x, axis: axis, keepdims: keepdims) },
      reduction("Mean") { x, axis, keepdims in mean(x, axis: axis, keepdims: keepdims) },
      reduction("Sum") { x, axis, keepdims in sum(x, axis: axis, keepdims: keepdims) },
      reduction("Max") { x, axis, keepdims in max(x, axis: axis, keepdims: keepdims) },
      unary("Negative", types: .numbers, { -$0 }), unary("Exp", exp), unary("Tanh", tanh),
      unary("Sigmoid", sigmoid),
      unary("Relu", relu), unary("Absolute", abs), unary("Square", square), unary("Sqrt", sqrt),
    ]
    return Dictionary(uniqueKeysWithValues: all.map { ($0.className, $0) })
  }()

  private static func reduceAny(_ x: Tensor, axis: Int?, keepdims: Bool) -> Tensor {
    any(x, axis: axis, keepdims: keepdims)
  }

  /// The types that an operation takes.
  private enum Types {
    case numbersAndBools
    /// Not bools alone.
    case numbers
    /// Also strings, if all operands are.
    case any
  }

  private static func unary(
    _ name: String, types: Types = .numbersAndBools, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> GraphOperation {
    GraphOperation(className: name) { operands, _ in function(try tensors(operands, 1, types, name)[0]) }
  }

  private static func binary(
    _ name: String, types: Types = .numbersAndBools,
    shape: @escaping @Sendable (Shape, Shape) -> Shape? = { Shape.broadcast($0, $1) },
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> GraphOperation {
    GraphOperation(className: name) { operands, _ in
      let found = try tensors(operands, 2, types, name)
      guard let result = shape(found[0].shape, found[1].shape), result.rank <= Int(HORN_MOST_AXES) else {
        throw HornError(
          .shape,
          "operation \(name): the shapes \(found[0].shape) and \(found[1].shape) do not fit each other")
      }
      guard Lengths.areBearable(result.dimensions) else {
        throw HornError(
          .shape,
          "operation \(name): the shapes \(found[0].shape) and \(found[1].shape) give \(result), which is too large"
        )
      }
      return function(found[0], found[1])
    }
  }

  private static func reduction(
    _ name: String, _ function: @escaping @Sendable (Tensor, Int?, Bool) -> Tensor
  ) -> GraphOperation {
    GraphOperation(className: name, defaults: ["axis": nil, "keepdims": false]) { operands, options in
      let x = try tensors(operands, 1, .numbersAndBools, name)[0]
      let reader = ConfigReader(options, owner: name)
      let axis = try reader.optionalInt("axis")
      if let axis, axis >= x.rank || axis < -x.rank {
        throw HornError(
          .shape, "operation \(name): the axis \(axis) is out of range for the shape \(x.shape)")
      }
      let count = axis.map { x.shape[$0 < 0 ? $0 + x.rank : $0] } ?? x.elementCount
      if name == "Max", count == 0 {
        throw HornError(
          .shape,
          "operation Max: the shape \(x.shape) has no elements"
            + "\(axis.map { " along the axis \($0)" } ?? "") to take the largest of")
      }
      return function(x, axis, try reader.bool("keepdims", default: false))
    }
  }

  /// The shape of a matrix product over the last two axes; nil where the operands do not fit.
  private static func matmulShape(_ a: Shape, _ b: Shape) -> Shape? {
    guard let inner = a.last, b.rank > 0, inner == b[max(0, b.rank - 2)],
      let batch = Shape.broadcast(Shape(a.dimensions.dropLast(2)), Shape(b.dimensions.dropLast(2)))
    else { return nil }
    let rows = a.dimensions.suffix(2).dropLast()
    return Shape(batch.dimensions + rows + (b.rank > 1 ? b.dimensions.suffix(1) : []))
  }

  /// The operands as tensors; a number takes the type of the tensor beside it.
  private static func tensors(
    _ operands: [GraphOperand], _ count: Int, _ accepted: Types, _ name: String
  ) throws -> [Tensor] {
    guard operands.count == count else {
      throw HornError(
        .configuration, "operation \(name) takes \(count) operand(s), got \(operands.count)")
    }
    let types = operands.compactMap { operand -> DType? in
      if case .tensor(let tensor) = operand { tensor.dtype } else { nil }
    }
    let found = try operands.map { operand in
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
    try check(found, accepted, name)
    return found
  }

  private static func check(_ operands: [Tensor], _ accepted: Types, _ name: String) throws {
    let types = operands.map(\.dtype)
    let fits =
      types.contains(.string)
      ? accepted == .any && types.allSatisfy { $0 == .string }
      : accepted != .numbers || types.contains { $0 != .bool }
    guard fits else {
      let given = operands.map { "\($0.dtype) of shape \($0.shape)" }.joined(separator: " and ")
      throw HornError(.dtype, "operation \(name) does not take \(given)")
    }
  }
}
