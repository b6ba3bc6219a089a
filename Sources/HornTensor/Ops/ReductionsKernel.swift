import HornKernels

/// Which axes of a tensor an operation joins, and what is left of its shape.
struct Reduction {
  /// The shape with length 1 for the joined axes.
  let kept: Shape
  /// The shape without the joined axes.
  let dropped: Shape
  /// Number of elements that make one.
  let count: Int
  /// Runs of neighbouring joined axes, last first, each as [outer, n, inner].
  let steps: [(outer: Int, n: Int, inner: Int)]

  /// - Parameter axes: counted from either end; nil for all.
  init(_ shape: Shape, axes: [Int]?, _ name: StaticString) {
    var isJoined = [Bool](repeating: axes == nil, count: shape.rank)
    for axis in axes ?? [] {
      let resolved = shape.resolvedAxis(axis, "\(name)")
      require(!isJoined[resolved], "\(name): axis \(axis) is named twice in \(axes ?? [])")
      isJoined[resolved] = true
    }
    var (kept, dropped) = ([Int](), [Int]())
    var count = 1
    for axis in 0..<shape.rank {
      kept.append(isJoined[axis] ? 1 : shape[axis])
      if isJoined[axis] { count *= shape[axis] } else { dropped.append(shape[axis]) }
    }
    self.kept = Shape(kept)
    self.dropped = Shape(dropped)
    self.count = count

    var steps: [(outer: Int, n: Int, inner: Int)] = []
    var inner = 1
    var axis = shape.rank - 1
    while axis >= 0 {
      guard isJoined[axis] else {
        inner *= shape[axis]
        axis -= 1
        continue
      }
      var n = 1
      while axis >= 0, isJoined[axis] || shape[axis] == 1 {
        n *= shape[axis]
        axis -= 1
      }
      let outer = shape.dimensions[...max(axis, -1)].reduce(1, *)
      if n != 1 { steps.append((outer, n, inner)) }
    }
    self.steps = steps
  }

  func result(keepdims: Bool) -> Shape { keepdims ? kept : dropped }
}

extension Kernel {
  /// The reduction of a plain tensor, in the shape with the joined axes kept.
  static func reduce(_ operation: horn_reduction, _ x: Tensor, _ reduction: Reduction) -> Tensor {
    var value = x
    for step in reduction.steps {
      let joined = Tensor(uninitialized: [step.outer, step.inner], dtype: x.dtype)
      horn_reduce(
        operation, x.dtype.kernelType, joined.storage.pointer, value.storage.pointer,
        step.outer, step.n, step.inner)
      value = joined
    }
    return value.viewed(as: reduction.kept)
  }
}

/// The sum of `x` over the axes along which `shape` was broadcast to it: the gradient of broadcasting.
package func sumToShape(_ x: Tensor, _ shape: Shape) -> Tensor {
  if x.shape == shape { return x }
  let extra = x.rank - shape.rank
  let axes = (0..<x.rank).filter { $0 < extra || (shape[$0 - extra] == 1 && x.shape[$0] != 1) }
  return sum(x, axis: axes, keepdims: true).withShape(shape)
}
