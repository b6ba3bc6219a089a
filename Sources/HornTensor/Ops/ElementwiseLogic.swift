import HornKernels

/// Whether both are true (not 0), with broadcasting. Gives bool.
public func logicalAnd(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  Kernel.map(HORN_LOGICAL_AND, cast(x1, .bool), cast(x2, .bool), "logicalAnd")
}

/// Whether at least one is true (not 0), with broadcasting. Gives bool.
public func logicalOr(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  Kernel.map(HORN_LOGICAL_OR, cast(x1, .bool), cast(x2, .bool), "logicalOr")
}

/// Whether exactly one is true (not 0), with broadcasting. Gives bool.
public func logicalXor(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  Kernel.map(HORN_LOGICAL_XOR, cast(x1, .bool), cast(x2, .bool), "logicalXor")
}

/// Whether an element is false (0). Gives bool.
public func logicalNot(_ x: Tensor) -> Tensor { Kernel.map(HORN_LOGICAL_NOT, cast(x, .bool)) }

/// Whether an element is NaN. Gives bool.
public func isnan(_ x: Tensor) -> Tensor { predicate(HORN_ISNAN, x, ofIntegers: false) }

/// Whether an element is an infinity. Gives bool.
public func isinf(_ x: Tensor) -> Tensor { predicate(HORN_ISINF, x, ofIntegers: false) }

/// Whether an element is neither NaN nor an infinity. Gives bool.
public func isfinite(_ x: Tensor) -> Tensor { predicate(HORN_ISFINITE, x, ofIntegers: true) }

private func predicate(_ op: horn_op, _ x: Tensor, ofIntegers answer: Bool) -> Tensor {
  guard x.dtype.isFloatingPoint else { return Tensor(full: x.shape, answer ? 1 : 0, dtype: .bool) }
  return Kernel.map(op, x, to: .bool)
}

extension Tensor {
  /// ``logicalAnd(_:_:)``.
  public static func .& (a: Tensor, b: Tensor) -> Tensor { logicalAnd(a, b) }
  /// ``logicalOr(_:_:)``.
  public static func .| (a: Tensor, b: Tensor) -> Tensor { logicalOr(a, b) }
  /// ``logicalXor(_:_:)``.
  public static func .^ (a: Tensor, b: Tensor) -> Tensor { logicalXor(a, b) }
  /// ``logicalNot(_:)``.
  public static prefix func .! (x: Tensor) -> Tensor { logicalNot(x) }
}
