import HornKernels

/// `exp(x) / sum(exp(x))` along an axis, without overflow. bool and int32 give float32.
///
/// - Parameter axis: the axis over which the result sums to 1; the last by default.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor { softmax(x, axis, logarithm: false, "softmax") }

/// `exp(x) / sum(exp(x))` over several axes together, without overflow.
public func softmax(_ x: Tensor, axis: [Int]) -> Tensor { exp(logSoftmax(x, axis: axis)) }

/// `log(softmax(x))` along an axis, exact where the softmax is near 0. bool and int32 give float32.
///
/// - Parameter axis: the axis over which the softmax sums to 1; the last by default.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  softmax(x, axis, logarithm: true, "logSoftmax")
}

/// `log(softmax(x))` over several axes together.
public func logSoftmax(_ x: Tensor, axis: [Int]) -> Tensor { x - logsumexp(x, axis: axis, keepdims: true) }

private func softmax(_ x: Tensor, _ axis: Int, logarithm: Bool, _ name: String) -> Tensor {
  let x = floating(x)
  let line = x.shape.line(along: x.shape.resolvedAxis(axis, name))
  let flag: Int32 = logarithm ? 1 : 0
  let result = Tensor(uninitialized: x.shape, dtype: x.dtype)
  horn_softmax(
    x.dtype.kernelType, result.storage.pointer, x.storage.pointer, line.outer, line.n, line.inner, flag)
  return result.derived(from: x) { dy in
    let dx = Tensor(uninitialized: dy.shape, dtype: dy.dtype)
    horn_softmax_gradient(
      dy.dtype.kernelType, dx.storage.pointer, result.storage.pointer, dy.storage.pointer,
      line.outer, line.n, line.inner, flag)
    return dx
  }
}

extension Shape {
  /// The shape as [outer, n, inner] around an axis counted from the front.
  func line(along axis: Int) -> (outer: Int, n: Int, inner: Int) {
    let outer = dimensions[..<axis].reduce(1, *)
    let inner = dimensions[(axis + 1)...].reduce(1, *)
    return (outer, self[axis], inner)
  }
}
