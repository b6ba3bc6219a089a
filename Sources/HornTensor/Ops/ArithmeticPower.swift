import HornKernels

/// `x1` to the power of `x2`, elementwise with broadcasting.
///
/// int32 to an int32 power stays int32 (0 for a negative power, unless the base is 1 or -1). The exponents
/// 1, 2, 0.5 and -1 given as numbers cost no more than the product, the root and the quotient.
public func power(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  var (a, b) = promoted(x1, x2)
  if let exponent = x2.annex?.number, a.dtype != .bool {
    switch exponent {
    case 1: return a
    case 2: return square(a)
    case 0.5: return sqrt(a)
    case -1 where a.dtype.isFloatingPoint: return reciprocal(a)
    default: break
    }
  }
  if a.dtype == .bool { (a, b) = (cast(a, .int32), cast(b, .int32)) }
  let (x, y) = (a.detached, b.detached)
  let result = Kernel.map(HORN_POWER, a, b, "power")
  return result.derived(
    from: a,
    { dy in
      // 0 to the power of 0 - 1 would be infinite where the factor y is 0.
      let reduced = `where`(equal(y, 0), 1, y - 1)
      return sumToShape(dy * y * power(x, reduced), x.shape)
    },
    b,
    { dy in
      // As JAX: the limit 0 of xʸ log x for x = 0.
      sumToShape(dy * result * log(`where`(equal(x, 0), 1, x)), y.shape)
    })
}
