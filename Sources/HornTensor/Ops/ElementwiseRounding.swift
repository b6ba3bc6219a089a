import HornKernels

/// The largest integers not above the elements. bool and int32 give float32. No gradient flows through it.
public func floor(_ x: Tensor) -> Tensor { Kernel.map(HORN_FLOOR, floating(x)) }

/// The smallest integers not below the elements. bool and int32 give float32. No gradient flows through it.
public func ceil(_ x: Tensor) -> Tensor { Kernel.map(HORN_CEIL, floating(x)) }

/// The elements rounded to so many decimals, halves to the even neighbour. dtype as `x`, int32 for bool.
///
/// Negative decimals round to tens, hundreds and so on. No gradient flows through it.
public func round(_ x: Tensor, decimals: Int = 0) -> Tensor {
  let x = numeric(x)
  if x.dtype == .int32 {
    return decimals >= 0 ? x : cast(round(cast(x, .float64), decimals: decimals), .int32)
  }
  if decimals == 0 { return Kernel.map(HORN_ROUND, x) }
  var factor = 1.0
  for _ in 0..<Swift.abs(decimals) { factor *= 10 }
  let plain = x.detached
  return decimals > 0
    ? Kernel.map(HORN_ROUND, plain * factor) / factor : Kernel.map(HORN_ROUND, plain / factor) * factor
}

/// The elements, but at least `xMin` and at most `xMax`; NaN stays. The dtype that the three promote to, int32 for bool.
///
/// The bounds broadcast. An element that equals a bound gets half of the gradient, as in JAX.
public func clip(_ x: Tensor, _ xMin: Tensor, _ xMax: Tensor) -> Tensor {
  let x = numeric(x)
  let (a, low) = promoted(x, xMin)
  let (b, high) = promoted(a, xMax)
  let isPlain = !x.isTracked && !xMin.isTracked && !xMax.isTracked
  guard isPlain, low.rank == 0, high.rank == 0, b.dtype != .bool else {
    return minimum(maximum(b, low), high)
  }
  return Kernel.map(HORN_CLIP, b, cast(low, b.dtype), high, shape: b.shape)
}

/// The elements, but `nan` for NaN and `posinf` and `neginf` for the infinities.
///
/// By default NaN becomes 0 and an infinity the largest finite number of its sign. The gradient of a
/// replaced element is 0. dtype as `x`.
public func nanToNum(_ x: Tensor, nan: Double = 0, posinf: Double? = nil, neginf: Double? = nil) -> Tensor {
  guard x.dtype.isFloatingPoint else { return x }
  let largest = x.dtype == .float32 ? Double(Float.greatestFiniteMagnitude) : Double.greatestFiniteMagnitude
  let value = x.detached
  let infinite = isinf(value)
  let positive = logicalAnd(infinite, greater(value, 0))
  let negative = logicalAnd(infinite, less(value, 0))
  let finite = `where`(isnan(value), nan.tensor, x)
  let bounded = `where`(positive, (posinf ?? largest).tensor, finite)
  return `where`(negative, (neginf ?? -largest).tensor, bounded)
}
