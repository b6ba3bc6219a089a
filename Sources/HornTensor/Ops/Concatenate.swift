/// The tensors one after the other along an axis.
///
/// - Parameters:
///   - xs: tensors of one rank whose other axes agree; dtypes are promoted.
///   - axis: the axis to join.
public func concatenate(
  _ xs: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let first = xs.first else {
    programmingError("concatenate: no tensors", file: file, line: line)
  }
  let axis = first.shape.resolvedAxis(axis, "concatenate", file: file, line: line)
  for x in xs.dropFirst() {
    require(
      x.rank == first.rank
        && x.shape.indices.allSatisfy { $0 == axis || x.shape[$0] == first.shape[$0] },
      "concatenate: shapes \(first.shape) and \(x.shape) differ in more than axis \(axis)",
      file: file, line: line)
  }
  if xs.count == 1 { return first }
  let parts = promoted(xs, "concatenate", file, line)
  var lengths = first.shape.dimensions
  lengths[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
  let whole = StridedView(Shape(lengths))
  var views: [StridedView] = []
  var start = 0
  for part in parts {
    var view = StridedView(lengths: part.shape.dimensions, strides: whole.strides)
    view.offset = start * whole.strides[axis]
    start += part.shape[axis]
    views.append(view)
  }
  return assembled(parts, views, Shape(lengths))
}

/// The tensors along a new axis.
///
/// - Parameters:
///   - xs: tensors of one shape; dtypes are promoted.
///   - axis: where the new axis stands in the result.
public func stack(
  _ xs: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let first = xs.first else { programmingError("stack: no tensors", file: file, line: line) }
  for x in xs.dropFirst() {
    require(
      x.shape == first.shape, "stack: shapes \(first.shape) and \(x.shape) differ", file: file, line: line)
  }
  let place = axis < 0 ? axis + first.rank + 1 : axis
  require(
    place >= 0 && place <= first.rank,
    "stack: axis \(axis) is out of range for a result with \(first.rank + 1) axes", file: file, line: line)
  let parts = promoted(xs, "stack", file, line)
  var lengths = first.shape.dimensions
  lengths.insert(parts.count, at: place)
  var strides = Shape(lengths).strides
  let step = strides.remove(at: place)
  let views = parts.indices.map {
    StridedView(lengths: first.shape.dimensions, strides: strides, offset: $0 * step)
  }
  return assembled(parts, views, Shape(lengths))
}

/// The tensor cut into equal parts along an axis.
///
/// - Parameters:
///   - sections: the number of parts, which must divide the axis.
///   - axis: the axis to cut.
public func split(
  _ x: Tensor, _ sections: Int, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> [Tensor] {
  let length = x.shape[x.shape.resolvedAxis(axis, "split", file: file, line: line)]
  require(
    sections > 0 && length % sections == 0,
    "split: axis \(axis) of length \(length) cannot be cut into \(sections) equal parts",
    file: file, line: line)
  let part = length / sections
  return split(x, (1..<sections).map { $0 * part }, axis: axis, file: file, line: line)
}

/// The tensor cut along an axis before each of the indices.
///
/// - Parameters:
///   - indices: where parts begin, as in NumPy: ascending, negative ones count from the end.
///   - axis: the axis to cut.
public func split(
  _ x: Tensor, _ indices: [Int], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> [Tensor] {
  let place = x.shape.resolvedAxis(axis, "split", file: file, line: line)
  let length = x.shape[place]
  let bounds = [0] + indices.map { min(max($0 < 0 ? $0 + length : $0, 0), length) } + [length]
  let whole = StridedView(x.shape)
  require(
    zip(bounds, bounds.dropFirst()).allSatisfy { $0 <= $1 },
    "split: the indices \(indices) do not ascend on an axis of length \(length)", file: file, line: line)
  let views = zip(bounds, bounds.dropFirst()).map { start, end in
    var view = whole
    view.lengths[place] = end - start
    view.offset = start * whole.strides[place]
    return view
  }
  return taken(x, views)
}

/// The tensors that lie along an axis, without that axis.
///
/// - Parameters:
///   - num: how many the caller expects; nil takes what there is.
///   - axis: the axis to take apart.
public func unstack(
  _ x: Tensor, num: Int? = nil, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> [Tensor] {
  let place = x.shape.resolvedAxis(axis, "unstack", file: file, line: line)
  require(
    num ?? x.shape[place] == x.shape[place],
    "unstack: axis \(axis) has length \(x.shape[place]), not \(num ?? 0)", file: file, line: line)
  var view = StridedView(x.shape)
  let length = view.lengths.remove(at: place)
  let step = view.strides.remove(at: place)
  return taken(
    x,
    (0..<length).map { index in
      StridedView(lengths: view.lengths, strides: view.strides, offset: index * step)
    })
}

private func promoted(
  _ xs: [Tensor], _ operation: String, _ file: StaticString, _ line: UInt
) -> [Tensor] {
  let dtype = xs.map(\.dtype).reduce(.bool, DType.promoted)
  require(
    dtype != .string || xs.allSatisfy { $0.dtype == .string },
    "\(operation): strings and numbers together", file: file, line: line)
  return xs.map { cast($0, dtype) }
}

/// A tensor whose elements lie in parts where the views say.
func assembled(_ parts: [Tensor], _ views: [StridedView], _ shape: Shape) -> Tensor {
  let dtype = parts[0].dtype
  if dtype == .string {
    var all = ByteStrings()
    var places = [Int](repeating: 0, count: shape.elementCount)
    for (part, view) in zip(parts, views) {
      var next = all.count
      all.append(contentsOf: part.byteStrings)
      view.forEachElement {
        places[$0] = next
        next += 1
      }
    }
    return Tensor(all.selecting(places), shape: shape)
  }
  let result = Tensor(uninitialized: shape, dtype: dtype)
  for (part, view) in zip(parts, views) { result.write(part, through: view) }
  let needed = parts.map(\.isTracked)
  return result.derived(fromAny: parts) { dy in
    zip(views, needed).map { view, needed in needed ? .dense(dy.read(through: view)) : nil }
  }
}

/// The parts that the views show, as one operation: its gradient writes each part's into one tensor.
private func taken(_ x: Tensor, _ views: [StridedView]) -> [Tensor] {
  let shape = x.shape
  let dtype = x.dtype
  return Tensor.derived(views.map { x.read(through: $0) }, fromAny: [x]) { dys in
    let complete = dys.allSatisfy { $0 != nil }
    let dx =
      complete && !views.isEmpty
      ? Tensor(uninitialized: shape, dtype: dtype) : Tensor(zeros: shape, dtype: dtype)
    for (dy, view) in zip(dys, views) {
      if let dy { dx.write(dy, through: view) }
    }
    return [.dense(dx)]
  }
}
