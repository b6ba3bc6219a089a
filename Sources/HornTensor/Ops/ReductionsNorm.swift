import HornKernels

/// Which norm ``norm(_:ord:axis:keepdims:)`` takes: `2`, `.infinity`, `"fro"`, …
public enum NormOrder: Hashable, Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral
{
  /// The p-norm of vectors; of matrices 1 and -1 (the largest and the smallest sum of magnitudes of a column) and the
  /// infinities (of a row). Other orders of a matrix, such as 2, stop the program.
  case p(Double)
  /// The root of the sum of squares of a matrix.
  case frobenius

  /// The largest magnitude of a vector, the largest sum of magnitudes of a matrix's row.
  public static let infinity = NormOrder.p(.infinity)
  /// The smallest magnitude of a vector, the smallest sum of magnitudes of a matrix's row.
  public static let negativeInfinity = NormOrder.p(-.infinity)

  public init(floatLiteral value: Double) { self = .p(value) }
  public init(integerLiteral value: Int) { self = .p(Double(value)) }
  public init(stringLiteral value: String) {
    require(value == "fro", "norm: the order \"\(value)\" is unknown; \"fro\" or a number is expected")
    self = .frobenius
  }
}

/// The norm of the vectors along an axis, or of all elements as one vector. bool and int32 give float32.
///
/// - Parameters:
///   - ord: 2 by default; 0 counts the elements that are not 0, an infinity takes the largest or smallest
///     magnitude, p the p-th root of the sum of magnitudes to the power of p.
///   - axis: the axis that is joined. nil: all elements, or with an order the norm of the one vector or matrix, of
///     rank 1 or 2.
///   - keepdims: whether the joined axes stay with length 1.
public func norm(_ x: Tensor, ord: NormOrder? = nil, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  let x = floating(x)
  if let axis { return vectorNorm(x, ord ?? 2, [axis], keepdims) }
  guard let ord else { return vectorNorm(x, 2, Array(0..<x.rank), keepdims) }
  require(
    x.rank == 1 || x.rank == 2, "norm: with an order and no axis, x must have rank 1 or 2, not \(x.shape)")
  return x.rank == 1 ? vectorNorm(x, ord, [0], keepdims) : matrixNorm(x, ord, 0, 1, keepdims)
}

/// The norm of the matrices that two axes span (Frobenius by default), or of the vectors along one axis.
public func norm(_ x: Tensor, ord: NormOrder? = nil, axis: [Int], keepdims: Bool = false) -> Tensor {
  let x = floating(x)
  require(axis.count == 1 || axis.count == 2, "norm: one or two axes are expected, not \(axis)")
  return axis.count == 1
    ? vectorNorm(x, ord ?? 2, axis, keepdims) : matrixNorm(x, ord ?? "fro", axis[0], axis[1], keepdims)
}

private func vectorNorm(_ x: Tensor, _ ord: NormOrder, _ axes: [Int], _ keepdims: Bool) -> Tensor {
  guard case .p(let p) = ord else {
    programmingError("norm: \"fro\" is an order for matrices; name two axes")
  }
  switch p {
  case 0: return sum(cast(notEqual(x, 0), x.dtype), axis: axes, keepdims: keepdims)
  case 1: return sum(abs(x), axis: axes, keepdims: keepdims)
  case 2: return sqrt(sum(square(x), axis: axes, keepdims: keepdims))
  case .infinity: return max(abs(x), axis: axes, keepdims: keepdims)
  case -.infinity: return min(abs(x), axis: axes, keepdims: keepdims)
  default: return power(sum(power(abs(x), p.tensor), axis: axes, keepdims: keepdims), (1 / p).tensor)
  }
}

private func matrixNorm(_ x: Tensor, _ ord: NormOrder, _ row: Int, _ column: Int, _ keepdims: Bool) -> Tensor
{
  let axes = [x.shape.resolvedAxis(row, "norm"), x.shape.resolvedAxis(column, "norm")]
  require(axes[0] != axes[1], "norm: the two axes are the same, \(row) and \(column)")
  func sums(over axis: Int) -> Tensor { sum(abs(x), axis: axis, keepdims: true) }
  let value: Tensor
  switch ord {
  case .frobenius: value = sqrt(sum(square(x), axis: axes, keepdims: true))
  case .p(1): value = max(sums(over: axes[0]), axis: axes, keepdims: true)
  case .p(-1): value = min(sums(over: axes[0]), axis: axes, keepdims: true)
  case .p(.infinity): value = max(sums(over: axes[1]), axis: axes, keepdims: true)
  case .p(-.infinity): value = min(sums(over: axes[1]), axis: axes, keepdims: true)
  case .p(let p):
    programmingError(
      "norm: matrices have no norm of order \(p) here; take 1, -1, an infinity, \"fro\", or svd")
  }
  return value.withShape(Reduction(x.shape, axes: axes, "norm").result(keepdims: keepdims))
}
