// Operations with a Swift number beside a tensor. Disfavoured, as literals are tensors already.

/// The larger of each element and a number; NaN stays.
@_disfavoredOverload
public func maximum(_ x1: Tensor, _ x2: some TensorNumber) -> Tensor { maximum(x1, x2.tensor) }

/// The smaller of each element and a number; NaN stays.
@_disfavoredOverload
public func minimum(_ x1: Tensor, _ x2: some TensorNumber) -> Tensor { minimum(x1, x2.tensor) }

/// Each element to the power of a number.
@_disfavoredOverload
public func power(_ x1: Tensor, _ x2: some TensorNumber) -> Tensor { power(x1, x2.tensor) }

/// The elements, but at least `xMin` and at most `xMax`; NaN stays.
@_disfavoredOverload
public func clip<N: TensorNumber>(_ x: Tensor, _ xMin: N, _ xMax: N) -> Tensor {
  clip(x, xMin.tensor, xMax.tensor)
}

extension Tensor {
  /// ``equal(_:_:)`` with a number.
  @_disfavoredOverload
  public static func .== (a: Tensor, b: some TensorNumber) -> Tensor { equal(a, b.tensor) }
  /// ``notEqual(_:_:)`` with a number.
  @_disfavoredOverload
  public static func .!= (a: Tensor, b: some TensorNumber) -> Tensor { notEqual(a, b.tensor) }
  /// ``less(_:_:)`` with a number.
  @_disfavoredOverload
  public static func .< (a: Tensor, b: some TensorNumber) -> Tensor { less(a, b.tensor) }
  /// ``lessEqual(_:_:)`` with a number.
  @_disfavoredOverload
  public static func .<= (a: Tensor, b: some TensorNumber) -> Tensor { lessEqual(a, b.tensor) }
  /// ``greater(_:_:)`` with a number.
  @_disfavoredOverload
  public static func .> (a: Tensor, b: some TensorNumber) -> Tensor { greater(a, b.tensor) }
  /// ``greaterEqual(_:_:)`` with a number.
  @_disfavoredOverload
  public static func .>= (a: Tensor, b: some TensorNumber) -> Tensor { greaterEqual(a, b.tensor) }
}
