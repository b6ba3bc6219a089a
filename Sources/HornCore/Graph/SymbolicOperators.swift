import HornTensor

extension SymbolicTensor {
  /// Joins an operation to symbolic tensors and constants.
  static func operation(
    _ name: String, _ operands: [Operand], options: Config = [:]
  ) throws -> SymbolicTensor {
    guard let operation = GraphOperation.known[name] else {
      throw HornError(.configuration, "there is no operation \(name) between symbolic tensors")
    }
    var tensors: [SymbolicTensor] = []
    let places = operands.map { operand -> ConfigValue in
      switch operand {
      case .tensor(let tensor):
        tensors.append(tensor)
        return .null
      case .constant(let value): return value
      }
    }
    let layer = try OperationLayer(operation, options: options)
    return try layer.connected(to: tensors, arguments: [OperationLayer.operandsKey: .array(places)])[0]
  }

  enum Operand {
    case tensor(SymbolicTensor)
    case constant(ConfigValue)
  }

  private static func combine(
    _ name: String, _ a: Operand, _ b: Operand, _ file: StaticString, _ line: UInt
  ) -> SymbolicTensor {
    do {
      return try operation(name, [a, b])
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  // Operators cannot take the caller's line; the message names the operation and the shapes.
  /// The sum, element by element, as a call in the model; the shapes broadcast.
  public static func + (a: SymbolicTensor, b: SymbolicTensor) -> SymbolicTensor {
    combine("Add", .tensor(a), .tensor(b), #fileID, #line)
  }
  /// The difference, element by element, as a call in the model; the shapes broadcast.
  public static func - (a: SymbolicTensor, b: SymbolicTensor) -> SymbolicTensor {
    combine("Subtract", .tensor(a), .tensor(b), #fileID, #line)
  }
  /// The product, element by element, as a call in the model; the shapes broadcast.
  public static func * (a: SymbolicTensor, b: SymbolicTensor) -> SymbolicTensor {
    combine("Multiply", .tensor(a), .tensor(b), #fileID, #line)
  }
  /// The quotient, element by element, as a call in the model; the shapes broadcast.
  public static func / (a: SymbolicTensor, b: SymbolicTensor) -> SymbolicTensor {
    combine("TrueDivide", .tensor(a), .tensor(b), #fileID, #line)
  }
  /// The sum with a number; int32 becomes float32.
  public static func + (a: SymbolicTensor, b: Float) -> SymbolicTensor {
    combine("Add", .tensor(a), .constant(ConfigValue(b)), #fileID, #line)
  }
  /// The difference with a number; int32 becomes float32.
  public static func - (a: SymbolicTensor, b: Float) -> SymbolicTensor {
    combine("Subtract", .tensor(a), .constant(ConfigValue(b)), #fileID, #line)
  }
  /// The product with a number; int32 becomes float32.
  public static func * (a: SymbolicTensor, b: Float) -> SymbolicTensor {
    combine("Multiply", .tensor(a), .constant(ConfigValue(b)), #fileID, #line)
  }
  /// The quotient with a number; int32 becomes float32.
  public static func / (a: SymbolicTensor, b: Float) -> SymbolicTensor {
    combine("TrueDivide", .tensor(a), .constant(ConfigValue(b)), #fileID, #line)
  }
  /// The sum of a number and a tensor; int32 becomes float32.
  public static func + (a: Float, b: SymbolicTensor) -> SymbolicTensor {
    combine("Add", .constant(ConfigValue(a)), .tensor(b), #fileID, #line)
  }
  /// The difference of a number and a tensor; int32 becomes float32.
  public static func - (a: Float, b: SymbolicTensor) -> SymbolicTensor {
    combine("Subtract", .constant(ConfigValue(a)), .tensor(b), #fileID, #line)
  }
  /// The product of a number and a tensor; int32 becomes float32.
  public static func * (a: Float, b: SymbolicTensor) -> SymbolicTensor {
    combine("Multiply", .constant(ConfigValue(a)), .tensor(b), #fileID, #line)
  }
  /// The quotient of a number and a tensor; int32 becomes float32.
  public static func / (a: Float, b: SymbolicTensor) -> SymbolicTensor {
    combine("TrueDivide", .constant(ConfigValue(a)), .tensor(b), #fileID, #line)
  }
  /// The tensor with the opposite sign, as a call in the model.
  public static prefix func - (a: SymbolicTensor) -> SymbolicTensor {
    do {
      return try operation("Negative", [.tensor(a)])
    } catch {
      programmingError("\(error)")
    }
  }
}
