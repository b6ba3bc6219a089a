import HornKernels

extension Tensor {
  /// ``add(_:_:)``.
  public static func + (a: Tensor, b: Tensor) -> Tensor { add(a, b) }
  /// ``subtract(_:_:)``.
  public static func - (a: Tensor, b: Tensor) -> Tensor { subtract(a, b) }
  /// ``multiply(_:_:)``.
  public static func * (a: Tensor, b: Tensor) -> Tensor { multiply(a, b) }
  /// ``divide(_:_:)``.
  public static func / (a: Tensor, b: Tensor) -> Tensor { divide(a, b) }
  /// ``negative(_:)``.
  public static prefix func - (x: Tensor) -> Tensor { negative(x) }

  /// Adds in place where `a` has the result's shape and dtype and is not tracked; else as `a = a + b`.
  public static func += (a: inout Tensor, b: Tensor) {
    if !a.update(HORN_ADD, b) { a = add(a, b) }
  }

  /// Subtracts in place where `a` has the result's shape and dtype and is not tracked; else as `a = a - b`.
  public static func -= (a: inout Tensor, b: Tensor) {
    if !a.update(HORN_SUBTRACT, b) { a = subtract(a, b) }
  }

  /// Multiplies in place where `a` has the result's shape and dtype and is not tracked; else as `a = a * b`.
  public static func *= (a: inout Tensor, b: Tensor) {
    if !a.update(HORN_MULTIPLY, b) { a = multiply(a, b) }
  }

  /// Divides in place where `a` has the result's shape and dtype and is not tracked; else as `a = a / b`.
  public static func /= (a: inout Tensor, b: Tensor) {
    if !a.update(HORN_DIVIDE, b) { a = divide(a, b) }
  }

  private mutating func update(_ op: horn_op, _ b: Tensor) -> Bool {
    guard annex == nil, !b.isTracked, dtype == .int32 || dtype.isFloatingPoint else { return false }
    guard op != HORN_DIVIDE || dtype.isFloatingPoint else { return false }
    guard let partner = partner(b) else { return false }
    makeUnique()
    Kernel.map(op, self, partner, into: self)
    return true
  }

  /// `b` in this tensor's dtype, if the result of an operation on both has its shape and dtype.
  private func partner(_ b: Tensor) -> Tensor? {
    let (x, y) = promoted(self, b)
    return x.dtype == dtype && Shape.broadcast(shape, b.shape) == shape ? y : nil
  }
}
