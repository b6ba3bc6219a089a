/// The same elements in another shape.
///
/// - Parameter newShape: the lengths; one of them may be -1 and follows from the others.
public func reshape(
  _ x: Tensor, _ newShape: [Int], file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let shape = x.shape.reshaped(newShape) else {
    programmingError(
      "reshape: \(x.elementCount) elements of shape \(x.shape) do not fit into \(Shape(newShape))",
      file: file, line: line)
  }
  return x.withShape(shape)
}

/// The same elements in another shape.
public func reshape(
  _ x: Tensor, _ newShape: Shape, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  reshape(x, newShape.dimensions, file: file, line: line)
}

/// Removes axes of length 1.
///
/// - Parameter axis: the axis to remove; nil removes all of length 1.
public func squeeze(
  _ x: Tensor, axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let axis else { return x.withShape(Shape(x.shape.filter { $0 != 1 })) }
  return squeeze(x, axis: [axis], file: file, line: line)
}

/// Removes the axes, which have length 1.
public func squeeze(
  _ x: Tensor, axis: [Int], file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let axes = Set(axis.map { x.shape.resolvedAxis($0, "squeeze", file: file, line: line) })
  for axis in axes {
    require(
      x.shape[axis] == 1,
      "squeeze: axis \(axis) of shape \(x.shape) has length \(x.shape[axis]), only length 1 can go",
      file: file, line: line)
  }
  return x.withShape(Shape(x.shape.indices.filter { !axes.contains($0) }.map { x.shape[$0] }))
}

/// Inserts an axis of length 1 at the place it shall have in the result; negative places count from the end.
public func expandDims(
  _ x: Tensor, axis: Int, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  expandDims(x, axis: [axis], file: file, line: line)
}

/// Inserts axes of length 1 at the places they shall have in the result.
public func expandDims(
  _ x: Tensor, axis: [Int], file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let rank = x.rank + axis.count
  let places = Set(
    axis.map { axis in
      let place = axis < 0 ? axis + rank : axis
      require(
        place >= 0 && place < rank,
        "expandDims: axis \(axis) is out of range for a result with \(rank) axes", file: file, line: line)
      return place
    })
  require(places.count == axis.count, "expandDims: axes \(axis) name one twice", file: file, line: line)
  var lengths = x.shape.dimensions.makeIterator()
  return x.withShape(Shape((0..<rank).map { places.contains($0) ? 1 : lengths.next() ?? 1 }))
}

/// All elements on one axis.
public func ravel(_ x: Tensor) -> Tensor { x.withShape([x.elementCount]) }

extension Tensor {
  /// The same elements in another shape of as many; one length may be -1 and follows from the others.
  public func reshaped(_ newShape: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    reshape(self, newShape, file: file, line: line)
  }

  /// The same elements in a shape of as many, with the gradient's way back.
  func withShape(_ shape: Shape) -> Tensor {
    let old = self.shape
    return viewed(as: shape).derived(from: self) { $0.viewed(as: old) }
  }
}

extension Shape {
  /// The shape of as many elements with the lengths, of which one may be -1; nil where none fits.
  package func reshaped(_ lengths: [Int]) -> Shape? {
    guard let unknown = lengths.firstIndex(of: -1) else {
      guard !lengths.contains(where: { $0 < 0 }) else { return nil }
      let shape = Shape(lengths)
      return shape.elementCount == elementCount ? shape : nil
    }
    var lengths = lengths
    lengths[unknown] = 1
    guard !lengths.contains(where: { $0 < 0 }) else { return nil }
    let known = Shape(lengths).elementCount
    guard known > 0, elementCount % known == 0 else { return nil }
    lengths[unknown] = elementCount / known
    return Shape(lengths)
  }
}
