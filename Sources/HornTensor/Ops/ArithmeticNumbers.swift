/// A Swift number that can stand where an operation takes a tensor.
///
/// It takes the dtype of the tensor that it meets, as a literal does.
public protocol TensorNumber {
  /// The number as a tensor of rank 0.
  var tensor: Tensor { get }
}

extension Float: TensorNumber {
  public var tensor: Tensor { Tensor(number: Double(self), dtype: .float32) }
}
extension Double: TensorNumber {
  public var tensor: Tensor { Tensor(number: self, dtype: .float32) }
}
extension Int: TensorNumber {
  public var tensor: Tensor { Tensor(integerLiteral: self) }
}
extension Int32: TensorNumber {
  public var tensor: Tensor { Tensor(integerLiteral: Int(self)) }
}

extension Tensor: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A scalar that takes the dtype of its partner: `x * 0.5` has the dtype of `x` where that is a
  /// floating-point one. On its own it is float32.
  public init(floatLiteral value: Double) { self.init(number: value, dtype: .float32) }

  /// A scalar that takes the dtype of its partner: `x + 1` has the dtype of `x` (int32 for bool). On its
  /// own it is int32, or float32 where the number does not fit.
  public init(integerLiteral value: Int) {
    self.init(number: Double(value), dtype: Int32(exactly: value) == nil ? .float32 : .int32)
  }

  fileprivate init(number: Double, dtype: DType) {
    self.init(full: [], number, dtype: dtype)
    annex = Annex(link: nil, mask: nil, number: number)
  }
}

// Disfavoured, so that literals become tensors and expressions stay quick to type-check.
extension Tensor {
  /// ``add(_:_:)`` with a number.
  @_disfavoredOverload
  public static func + (a: Tensor, b: some TensorNumber) -> Tensor { add(a, b.tensor) }
  /// ``add(_:_:)`` with a number first.
  @_disfavoredOverload
  public static func + (a: some TensorNumber, b: Tensor) -> Tensor { add(a.tensor, b) }
  /// ``subtract(_:_:)`` with a number.
  @_disfavoredOverload
  public static func - (a: Tensor, b: some TensorNumber) -> Tensor { subtract(a, b.tensor) }
  /// ``subtract(_:_:)`` with a number first.
  @_disfavoredOverload
  public static func - (a: some TensorNumber, b: Tensor) -> Tensor { subtract(a.tensor, b) }
  /// ``multiply(_:_:)`` with a number.
  @_disfavoredOverload
  public static func * (a: Tensor, b: some TensorNumber) -> Tensor { multiply(a, b.tensor) }
  /// ``multiply(_:_:)`` with a number first.
  @_disfavoredOverload
  public static func * (a: some TensorNumber, b: Tensor) -> Tensor { multiply(a.tensor, b) }
  /// ``divide(_:_:)`` with a number.
  @_disfavoredOverload
  public static func / (a: Tensor, b: some TensorNumber) -> Tensor { divide(a, b.tensor) }
  /// ``divide(_:_:)`` with a number first.
  @_disfavoredOverload
  public static func / (a: some TensorNumber, b: Tensor) -> Tensor { divide(a.tensor, b) }

  /// As `a = a + b`, in place where `a` keeps its dtype and is not tracked.
  @_disfavoredOverload
  public static func += (a: inout Tensor, b: some TensorNumber) { a += b.tensor }
  /// As `a = a - b`, in place where `a` keeps its dtype and is not tracked.
  @_disfavoredOverload
  public static func -= (a: inout Tensor, b: some TensorNumber) { a -= b.tensor }
  /// As `a = a * b`, in place where `a` keeps its dtype and is not tracked.
  @_disfavoredOverload
  public static func *= (a: inout Tensor, b: some TensorNumber) { a *= b.tensor }
  /// As `a = a / b`, in place where `a` keeps its dtype and is not tracked.
  @_disfavoredOverload
  public static func /= (a: inout Tensor, b: some TensorNumber) { a /= b.tensor }
}
