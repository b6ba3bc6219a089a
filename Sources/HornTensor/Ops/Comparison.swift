import HornKernels

/// Whether `x1 == x2`, with broadcasting; strings compare too. Gives bool.
public func equal(_ x1: Tensor, _ x2: Tensor) -> Tensor { compare(HORN_EQUAL, x1, x2, "equal", ==) }

/// Whether `x1 != x2`, with broadcasting; strings compare too. Gives bool.
public func notEqual(_ x1: Tensor, _ x2: Tensor) -> Tensor { compare(HORN_NOT_EQUAL, x1, x2, "notEqual", !=) }

/// Whether `x1 < x2`, with broadcasting; strings by the values of their bytes. Gives bool.
public func less(_ x1: Tensor, _ x2: Tensor) -> Tensor { compare(HORN_LESS, x1, x2, "less", <) }

/// Whether `x1 <= x2`, with broadcasting; strings by the values of their bytes. Gives bool.
public func lessEqual(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  compare(HORN_LESS_EQUAL, x1, x2, "lessEqual", <=)
}

/// Whether `x1 > x2`, with broadcasting; strings by the values of their bytes. Gives bool.
public func greater(_ x1: Tensor, _ x2: Tensor) -> Tensor { compare(HORN_LESS, x2, x1, "greater", <) }

/// Whether `x1 >= x2`, with broadcasting; strings by the values of their bytes. Gives bool.
public func greaterEqual(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  compare(HORN_LESS_EQUAL, x2, x1, "greaterEqual", <=)
}

private func compare(
  _ op: horn_op, _ x1: Tensor, _ x2: Tensor, _ name: StaticString,
  _ order: (ByteOrder, ByteOrder) -> Bool
) -> Tensor {
  if x1.dtype == .string || x2.dtype == .string { return compareStrings(x1, x2, name, order) }
  let (a, b) = promoted(x1, x2)
  return Kernel.map(op, a, b, to: .bool, name)
}

private func compareStrings(
  _ a: Tensor, _ b: Tensor, _ name: StaticString, _ order: (ByteOrder, ByteOrder) -> Bool
) -> Tensor {
  require(a.dtype == b.dtype, "\(name): \(a.dtype) and \(b.dtype) do not compare; both must be strings")
  let shape = Kernel.broadcastShape(a, b, name)
  let positionsA = Kernel.broadcast(a.positions, to: shape).ints
  let positionsB = Kernel.broadcast(b.positions, to: shape).ints
  let (stringsA, stringsB) = (a.byteStrings, b.byteStrings)
  return Tensor(
    zip(positionsA, positionsB).map {
      order(ByteOrder(bytes: stringsA[$0]), ByteOrder(bytes: stringsB[$1]))
    }, shape: shape)
}

/// A string that is compared by the values of its bytes, which for UTF-8 is the order of the code points.
private struct ByteOrder: Comparable {
  let bytes: ArraySlice<UInt8>

  static func == (a: Self, b: Self) -> Bool { a.bytes.elementsEqual(b.bytes) }
  static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

extension Tensor {
  /// The number of each element in row-major order.
  fileprivate var positions: Tensor { Tensor(Array(0..<elementCount), shape: shape) }

  /// ``equal(_:_:)``.
  public static func .== (a: Tensor, b: Tensor) -> Tensor { equal(a, b) }
  /// ``notEqual(_:_:)``.
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { notEqual(a, b) }
  /// ``less(_:_:)``.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { less(a, b) }
  /// ``lessEqual(_:_:)``.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { lessEqual(a, b) }
  /// ``greater(_:_:)``.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { greater(a, b) }
  /// ``greaterEqual(_:_:)``.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { greaterEqual(a, b) }
}

/// Whether `|x1 - x2| <= atol + rtol · |x2|`, with broadcasting; equal infinities are close. Gives bool.
///
/// With `equalNan`, two NaNs are close as well.
public func isclose(
  _ x1: Tensor, _ x2: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, equalNan: Bool = false
) -> Tensor {
  let (a, b) = promotedToFloat(x1.detached, x2.detached)
  let near = lessEqual(abs(a - b), abs(b) * rtol + atol)
  let result = logicalOr(logicalAnd(near, isfinite(b)), equal(a, b))
  return equalNan ? logicalOr(result, logicalAnd(isnan(a), isnan(b))) : result
}
