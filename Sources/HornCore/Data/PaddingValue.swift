import HornTensor

/// What fills padded places: `0`, `-1.5`, `"<pad>"`.
public enum PaddingValue: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  case number(Double)
  case string(String)

  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(stringLiteral value: String) { self = .string(value) }

  /// A tensor with the value in all places; the default of the dtype for nil.
  static func filling(_ shape: Shape, _ dtype: DType, with value: PaddingValue?) throws -> Tensor {
    switch (dtype, value) {
    case (.string, nil): return Tensor(ByteStrings(repeating: "", count: shape.elementCount), shape: shape)
    case (.string, .string(let text)):
      return Tensor(ByteStrings(repeating: text, count: shape.elementCount), shape: shape)
    case (.string, .number(let number)):
      throw HornError(.dtype, "paddingValues has the number \(number) for strings; give a string")
    case (_, .string(let text)):
      throw HornError(.dtype, "paddingValues has the string \"\(text)\" for \(dtype); give a number")
    case (.int32, .number(let number)) where Int32(exactly: number) == nil:
      throw HornError(.dtype, "paddingValues has \(number), which is no int32; give a whole number")
    case (_, .number(let number)): return Tensor(full: shape, number, dtype: dtype)
    case (_, nil): return Tensor(full: shape, 0, dtype: dtype)
    }
  }
}
