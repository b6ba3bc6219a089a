import HornKernels

/// The variance over an axis, or over all: the mean of the squared distances from the mean (Keras's `var`).
///
/// bool and int32 give float32; NaN where there are no elements.
public func variance(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  variance(x, axes: axis.map { [$0] }, keepdims)
}

/// The variance over several axes.
public func variance(_ x: Tensor, axis: [Int], keepdims: Bool = false) -> Tensor {
  variance(x, axes: axis, keepdims)
}

private func variance(_ x: Tensor, axes: [Int]?, _ keepdims: Bool) -> Tensor {
  let x = floating(x)
  let plan = Reduction(x.shape, axes: axes, "variance")
  let distance = x.detached - Kernel.reduce(HORN_SUM, x, plan) / plan.count
  let value = Kernel.reduce(HORN_SUM, square(distance), plan) / plan.count
  return value.viewed(as: plan.result(keepdims: keepdims)).derived(from: x) {
    ($0 * (2 / Double(plan.count))).viewed(as: plan.kept) * distance
  }
}

/// The standard deviation over an axis, or over all: the root of the variance.
public func std(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  sqrt(variance(x, axis: axis, keepdims: keepdims))
}

/// The standard deviation over several axes.
public func std(_ x: Tensor, axis: [Int], keepdims: Bool = false) -> Tensor {
  sqrt(variance(x, axis: axis, keepdims: keepdims))
}

/// `log(sum(exp(x)))` over an axis, or over all, without overflow; -inf where there are no elements.
///
/// bool and int32 give float32.
public func logsumexp(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  logsumexp(x, axes: axis.map { [$0] }, keepdims)
}

/// `log(sum(exp(x)))` over several axes, without overflow.
public func logsumexp(_ x: Tensor, axis: [Int], keepdims: Bool = false) -> Tensor {
  logsumexp(x, axes: axis, keepdims)
}

private func logsumexp(_ x: Tensor, axes: [Int]?, _ keepdims: Bool) -> Tensor {
  let x = floating(x)
  let plan = Reduction(x.shape, axes: axes, "logsumexp")
  let plain = x.detached
  let largest = Kernel.reduce(HORN_MAX, plain, plan)
  let shift = `where`(isfinite(largest), largest, 0)
  let value = log(Kernel.reduce(HORN_SUM, exp(plain - shift), plan)) + shift
  return value.viewed(as: plan.result(keepdims: keepdims)).derived(from: x) {
    $0.viewed(as: plan.kept) * exp(plain - value)
  }
}
