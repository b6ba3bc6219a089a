import HornKernels

/// The nearest point on the probability simplex to each vector along an axis (Martins and Astudillo, 2016).
///
/// Like a softmax, but most values of a vector with clear favourites are exactly 0. The result is float32.
/// Keras up to 3.15 takes the threshold too high where more than one value is left, so that they do not sum
/// to 1; this is the function as published, and as later versions have it.
public func sparsemax(
  _ x: Tensor, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let axis = x.shape.resolvedAxis(axis, "sparsemax", file: file, line: line)
  let last = x.rank - 1
  if axis != last { return swapaxes(sparsemax(swapaxes(x, axis, last)), axis, last) }
  let x = cast(x, .float32)
  let length = x.shape[last]
  let rows = x.shape.dimensions.dropLast().reduce(1, *)
  let y = Tensor(uninitialized: x.shape)
  horn_sparsemax(y.mutableF32, x.f32, rows, length)
  return y.derived(from: x) { dy in
    let dx = Tensor(uninitialized: dy.shape)
    horn_sparsemax_gradient(dx.mutableF32, y.f32, dy.f32, rows, length)
    return dx
  }
}
