/// Reorders the axes.
///
/// - Parameter axes: which axis of `x` each axis of the result is; nil reverses them.
public func transpose(
  _ x: Tensor, axes: [Int]? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let axes =
    axes?.map { x.shape.resolvedAxis($0, "transpose", file: file, line: line) }
    ?? Array((0..<x.rank).reversed())
  require(
    axes.count == x.rank && Set(axes).count == x.rank,
    "transpose: axes \(axes) must name each axis of the shape \(x.shape) once", file: file, line: line)
  let strides = x.shape.strides
  let view = StridedView(lengths: axes.map { x.shape[$0] }, strides: axes.map { strides[$0] })
  guard x.isTracked else { return x.read(through: view) }
  var inverse = [Int](repeating: 0, count: axes.count)
  for (place, axis) in axes.enumerated() { inverse[axis] = place }
  return x.read(through: view).derived(from: x) { [inverse] in transpose($0, axes: inverse) }
}

/// Exchanges two axes.
public func swapaxes(
  _ x: Tensor, _ axis1: Int, _ axis2: Int, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  var axes = Array(0..<x.rank)
  axes.swapAt(
    x.shape.resolvedAxis(axis1, "swapaxes", file: file, line: line),
    x.shape.resolvedAxis(axis2, "swapaxes", file: file, line: line))
  return transpose(x, axes: axes, file: file, line: line)
}

/// Moves an axis to another place; the others keep their order.
public func moveaxis(
  _ x: Tensor, source: Int, destination: Int, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  moveaxis(x, source: [source], destination: [destination], file: file, line: line)
}

/// Moves axes to other places; the rest keep their order.
public func moveaxis(
  _ x: Tensor, source: [Int], destination: [Int], file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let from = source.map { x.shape.resolvedAxis($0, "moveaxis", file: file, line: line) }
  let to = destination.map { x.shape.resolvedAxis($0, "moveaxis", file: file, line: line) }
  require(
    from.count == to.count && Set(from).count == from.count && Set(to).count == to.count,
    "moveaxis: source \(source) and destination \(destination) must be as long and name no axis twice",
    file: file, line: line)
  var axes = (0..<x.rank).filter { !from.contains($0) }
  for (place, axis) in zip(to, from).sorted(by: { $0.0 < $1.0 }) { axes.insert(axis, at: place) }
  return transpose(x, axes: axes, file: file, line: line)
}

extension Tensor {
  /// The tensor with its axes reversed.
  public var transposed: Tensor { transpose(self) }
}
