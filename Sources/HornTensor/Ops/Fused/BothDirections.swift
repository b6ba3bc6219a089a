/// A sequence `[batch, time, …]` from its last step to its first.
///
/// One pass there and one back, since turning round twice changes nothing.
package func reversedSteps(_ x: Tensor) -> Tensor {
  let view = StridedView.reversedSteps(of: x.shape)
  return x.read(through: view).derived(from: x) { $0.read(through: view) }
}

/// Two sequences `[batch, time, …]` side by side along the last axis, the second from its last step to its first.
///
/// - Parameters:
///   - forward: `[batch, time, a]`.
///   - backward: `[batch, time, b]`, in the order in which a layer that goes backwards makes it.
/// - Returns: `[batch, time, a + b]`.
package func joinedDirections(_ forward: Tensor, _ backward: Tensor) -> Tensor {
  let last = forward.rank - 1
  let width = forward.shape[last]
  var lengths = forward.shape.dimensions
  lengths[last] += backward.shape[last]
  let strides = Shape(lengths).strides
  let left = StridedView(lengths: forward.shape.dimensions, strides: strides)
  var right = StridedView(lengths: backward.shape.dimensions, strides: strides, offset: width)
  right.reverse(axis: 1)
  return assembled([forward, backward], [left, right], Shape(lengths))
}

extension StridedView {
  fileprivate static func reversedSteps(of shape: Shape) -> StridedView {
    var view = StridedView(shape)
    view.reverse(axis: 1)
    return view
  }

  fileprivate mutating func reverse(axis: Int) {
    offset += max(0, lengths[axis] - 1) * strides[axis]
    strides[axis] *= -1
  }
}
