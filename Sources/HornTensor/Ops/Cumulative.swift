import HornKernels

/// The running sums along an axis.
///
/// - Parameters:
///   - axis: nil for the elements in row-major order, as one vector.
///   - dtype: of the result; by default that of `x`, int32 for bool.
public func cumsum(_ x: Tensor, axis: Int? = nil, dtype: DType? = nil) -> Tensor {
  let (x, line) = lined(x, axis, dtype, "cumsum")
  return scan(HORN_SUM, x, line).derived(from: x) { scan(HORN_SUM, $0, line, reverse: true) }
}

/// The running products along an axis.
///
/// - Parameters:
///   - axis: nil for the elements in row-major order, as one vector.
///   - dtype: of the result; by default that of `x`, int32 for bool.
public func cumprod(_ x: Tensor, axis: Int? = nil, dtype: DType? = nil) -> Tensor {
  let (x, line) = lined(x, axis, dtype, "cumprod")
  let plain = x.detached
  return scan(HORN_PRODUCT, x, line).derived(from: x) { dy in
    let dx = Tensor(uninitialized: plain.shape, dtype: plain.dtype)
    horn_product_gradient(
      plain.dtype.kernelType, dx.storage.pointer, plain.storage.pointer, dy.storage.pointer,
      line.outer, line.n, line.inner, 0)
    return dx
  }
}

private typealias Line = (outer: Int, n: Int, inner: Int)

private func lined(_ x: Tensor, _ axis: Int?, _ dtype: DType?, _ name: String) -> (Tensor, Line) {
  require(dtype != .bool, "\(name): a running value does not fit into bool; take int32")
  let numbers = dtype.map { cast(x, $0) } ?? numeric(x)
  guard let axis else { return (numbers.withShape([x.elementCount]), (1, x.elementCount, 1)) }
  return (numbers, x.shape.line(along: x.shape.resolvedAxis(axis, name)))
}

private func scan(_ operation: horn_reduction, _ x: Tensor, _ line: Line, reverse: Bool = false) -> Tensor {
  let result = Tensor(uninitialized: x.shape, dtype: x.dtype)
  horn_scan(
    operation, x.dtype.kernelType, result.storage.pointer, x.storage.pointer, line.outer, line.n, line.inner,
    reverse ? 1 : 0)
  return result
}
