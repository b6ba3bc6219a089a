import HornKernels

/// The sum over an axis, or over all; 0 where there are no elements.
///
/// - Parameters:
///   - axis: the axis that is joined; nil for all of them.
///   - keepdims: whether the joined axes stay with length 1.
/// - Returns: the dtype of `x`; int32 for bool.
public func sum(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  sum(x, axes: axis.map { [$0] }, keepdims)
}

/// The sum over several axes.
public func sum(_ x: Tensor, axis: [Int], keepdims: Bool = false) -> Tensor { sum(x, axes: axis, keepdims) }

private func sum(_ x: Tensor, axes: [Int]?, _ keepdims: Bool) -> Tensor {
  let x = numeric(x)
  let plan = Reduction(x.shape, axes: axes, "sum")
  let shape = x.shape
  return Kernel.reduce(HORN_SUM, x, plan).viewed(as: plan.result(keepdims: keepdims))
    .derived(from: x) { Kernel.broadcast($0.viewed(as: plan.kept), to: shape) }
}

/// The mean over an axis, or over all; NaN where there are no elements. bool and int32 give float32.
public func mean(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  mean(x, axes: axis.map { [$0] }, keepdims)
}

/// The mean over several axes.
public func mean(_ x: Tensor, axis: [Int], keepdims: Bool = false) -> Tensor { mean(x, axes: axis, keepdims) }

private func mean(_ x: Tensor, axes: [Int]?, _ keepdims: Bool) -> Tensor {
  let x = floating(x)
  let plan = Reduction(x.shape, axes: axes, "mean")
  let shape = x.shape
  let value = Kernel.reduce(HORN_SUM, x, plan) / plan.count
  return value.viewed(as: plan.result(keepdims: keepdims)).derived(from: x) {
    Kernel.broadcast(($0 / plan.count).viewed(as: plan.kept), to: shape)
  }
}

/// The product over an axis, or over all; 1 where there are no elements. dtype as `x`, int32 for bool.
public func prod(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  prod(x, axes: axis.map { [$0] }, keepdims)
}

/// The product over several axes.
public func prod(_ x: Tensor, axis: [Int], keepdims: Bool = false) -> Tensor { prod(x, axes: axis, keepdims) }

private func prod(_ x: Tensor, axes: [Int]?, _ keepdims: Bool) -> Tensor {
  var value = numeric(x)
  let plan = Reduction(x.shape, axes: axes, "prod")
  for step in plan.steps { value = product(value, step) }
  return value.withShape(plan.result(keepdims: keepdims))
}

private func product(_ x: Tensor, _ step: (outer: Int, n: Int, inner: Int)) -> Tensor {
  let plain = x.detached
  let result = Tensor(uninitialized: [step.outer, step.inner], dtype: x.dtype)
  horn_reduce(
    HORN_PRODUCT, x.dtype.kernelType, result.storage.pointer, x.storage.pointer, step.outer, step.n,
    step.inner)
  return result.derived(from: x) { dy in
    let dx = Tensor(uninitialized: plain.shape, dtype: plain.dtype)
    horn_product_gradient(
      plain.dtype.kernelType, dx.storage.pointer, plain.storage.pointer, dy.storage.pointer,
      step.outer, step.n, step.inner, 1)
    return dx
  }
}

/// The largest element over an axis, or over all; NaN where there is one. dtype as `x`.
///
/// Without elements there is no largest one: the program stops, unless `initial` is given, which then takes
/// part. Elements that are equally large share the gradient evenly, as in JAX.
public func max(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false, initial: Tensor? = nil) -> Tensor {
  let value = extreme(HORN_MAX, x, axis.map { [$0] }, keepdims, initial, "max")
  return initial.map { maximum(value, $0) } ?? value
}

/// The largest element over several axes.
public func max(_ x: Tensor, axis: [Int], keepdims: Bool = false, initial: Tensor? = nil) -> Tensor {
  let value = extreme(HORN_MAX, x, axis, keepdims, initial, "max")
  return initial.map { maximum(value, $0) } ?? value
}

/// The smallest element over an axis, or over all; NaN where there is one. dtype as `x`.
///
/// Without elements there is no smallest one: the program stops, unless `initial` is given, which then takes
/// part. Elements that are equally small share the gradient evenly, as in JAX.
public func min(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false, initial: Tensor? = nil) -> Tensor {
  let value = extreme(HORN_MIN, x, axis.map { [$0] }, keepdims, initial, "min")
  return initial.map { minimum(value, $0) } ?? value
}

/// The smallest element over several axes.
public func min(_ x: Tensor, axis: [Int], keepdims: Bool = false, initial: Tensor? = nil) -> Tensor {
  let value = extreme(HORN_MIN, x, axis, keepdims, initial, "min")
  return initial.map { minimum(value, $0) } ?? value
}

private func extreme(
  _ operation: horn_reduction, _ x: Tensor, _ axes: [Int]?, _ keepdims: Bool, _ initial: Tensor?,
  _ name: StaticString
) -> Tensor {
  let plan = Reduction(x.shape, axes: axes, name)
  require(
    plan.count > 0 || plan.kept.elementCount == 0 || initial != nil,
    "\(name): the shape \(x.shape) has no elements along the axes; give initial: for that case")
  let value = Kernel.reduce(operation, x, plan)
  let plain = x.detached
  return value.viewed(as: plan.result(keepdims: keepdims)).derived(from: x) { dy in
    let isChosen = cast(equal(plain, value), dy.dtype)
    let share = dy.viewed(as: plan.kept) / Kernel.reduce(HORN_SUM, isChosen, plan)
    return isChosen * share
  }
}

/// Whether any element over an axis, or at all, is true (not 0). Gives bool.
public func any(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  truth(HORN_MAX, x, axis.map { [$0] }, keepdims, "any")
}

/// Whether any element over several axes is true (not 0). Gives bool.
public func any(_ x: Tensor, axis: [Int], keepdims: Bool = false) -> Tensor {
  truth(HORN_MAX, x, axis, keepdims, "any")
}

/// Whether all elements over an axis, or at all, are true (not 0). Gives bool.
public func all(_ x: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
  truth(HORN_MIN, x, axis.map { [$0] }, keepdims, "all")
}

/// Whether all elements over several axes are true (not 0). Gives bool.
public func all(_ x: Tensor, axis: [Int], keepdims: Bool = false) -> Tensor {
  truth(HORN_MIN, x, axis, keepdims, "all")
}

private func truth(
  _ operation: horn_reduction, _ x: Tensor, _ axes: [Int]?, _ keepdims: Bool, _ name: StaticString
) -> Tensor {
  let plan = Reduction(x.shape, axes: axes, name)
  return Kernel.reduce(operation, cast(x, .bool), plan).viewed(as: plan.result(keepdims: keepdims))
}

/// How many elements over an axis, or in all, are not 0. Gives int32.
public func countNonzero(_ x: Tensor, axis: Int? = nil) -> Tensor { sum(cast(x, .bool), axis: axis) }

/// How many elements over several axes are not 0. Gives int32.
public func countNonzero(_ x: Tensor, axis: [Int]) -> Tensor { sum(cast(x, .bool), axis: axis) }
