import HornKernels

/// The elements of `x1` where the condition holds, of `x2` elsewhere, all three with broadcasting.
///
///     `where`(x .> 0, x, 0.1 * x)
///
/// - Parameter condition: bool; of other dtypes, whatever is not 0 holds.
/// - Returns: the dtype that `x1` and `x2` promote to.
public func `where`(_ condition: Tensor, _ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = promoted(x1, x2)
  let test = cast(condition.detached, .bool)
  guard let pair = Shape.broadcast(a.shape, b.shape), let shape = Shape.broadcast(test.shape, pair) else {
    programmingError(
      "where: the shapes \(test.shape), \(a.shape) and \(b.shape) do not broadcast; aligned at the right, "
        + "lengths must be equal or 1")
  }
  let (shapeA, shapeB) = (a.shape, b.shape)
  return Kernel.map(HORN_SELECT, test, a, b, shape: shape).derived(
    from: a, { sumToShape(`where`(test, $0, 0), shapeA) }, b, { sumToShape(`where`(test, 0, $0), shapeB) })
}
