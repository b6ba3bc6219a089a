/// The tensor repeated along axes of length 1, and along new axes in front, to fill the shape.
public func broadcastTo(
  _ x: Tensor, _ shape: Shape, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  if x.shape == shape { return x }
  require(
    Shape.broadcast(x.shape, shape) == shape,
    "broadcastTo: the shape \(x.shape) does not broadcast to \(shape)", file: file, line: line)
  let old = x.shape
  return x.read(through: StridedView(broadcasting: old, to: shape)).derived(from: x) { sumToShape($0, old) }
}

/// The tensor repeated whole along each axis.
///
/// - Parameter repeats: how often along each axis; the shorter of this and the shape gets ones in front.
public func tile(
  _ x: Tensor, _ repeats: [Int], file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  require(
    !repeats.contains { $0 < 0 }, "tile: repeats \(repeats) must not be negative", file: file, line: line)
  let rank = max(x.rank, repeats.count)
  let lengths = Array(repeating: 1, count: rank - x.rank) + x.shape.dimensions
  let repeats = Array(repeating: 1, count: rank - repeats.count) + repeats
  let own = Shape(lengths).strides
  let view = StridedView(
    lengths: zip(repeats, lengths).flatMap { [$0, $1] }, strides: own.flatMap { [0, $0] })
  return x.strided(view).withShape(Shape(zip(repeats, lengths).map { $0 * $1 }))
}

/// The tensor repeated whole along the last axis.
public func tile(_ x: Tensor, _ repeats: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  tile(x, [repeats], file: file, line: line)
}

/// Each element repeated, next to itself (Keras's `repeat`, which Swift keeps for itself).
///
/// - Parameters:
///   - repeats: how often each element stands in the result.
///   - axis: the axis to repeat along; nil takes all elements as one axis.
public func repeatElements(
  _ x: Tensor, _ repeats: Int, axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let axis else { return repeatElements(ravel(x), repeats, axis: 0, file: file, line: line) }
  require(repeats >= 0, "repeatElements: repeats \(repeats) must not be negative", file: file, line: line)
  let place = x.shape.resolvedAxis(axis, "repeatElements", file: file, line: line)
  var view = StridedView(x.shape)
  view.lengths.insert(repeats, at: place + 1)
  view.strides.insert(0, at: place + 1)
  var lengths = x.shape.dimensions
  lengths[place] *= repeats
  return x.strided(view).withShape(Shape(lengths))
}

/// Each element repeated as often as its place says.
///
/// - Parameters:
///   - repeats: one number for each element along the axis.
///   - axis: the axis to repeat along; nil takes all elements as one axis.
public func repeatElements(
  _ x: Tensor, _ repeats: [Int], axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let axis else { return repeatElements(ravel(x), repeats, axis: 0, file: file, line: line) }
  let place = x.shape.resolvedAxis(axis, "repeatElements", file: file, line: line)
  require(
    repeats.count == x.shape[place] && !repeats.contains { $0 < 0 },
    "repeatElements: \(repeats.count) repeats \(repeats) for an axis of length \(x.shape[place])",
    file: file, line: line)
  let indices = repeats.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
  return take(x, indices, axis: place, file: file, line: line)
}

extension StridedView {
  /// A row-major tensor seen as if repeated along axes of length 1 and new axes in front.
  init(broadcasting shape: Shape, to target: Shape) {
    var strides = [Int](repeating: 0, count: target.rank - shape.rank) + shape.strides
    for axis in shape.indices where shape[axis] == 1 { strides[target.rank - shape.rank + axis] = 0 }
    self.init(lengths: target.dimensions, strides: strides)
  }
}
