import HornKernels

/// The elements in ascending order along an axis, NaN last, as NumPy.
///
/// - Parameter axis: the axis to sort along; nil takes all elements as one axis.
public func sort(
  _ x: Tensor, axis: Int? = -1, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let axis else { return sort(ravel(x), axis: 0, file: file, line: line) }
  if x.rank == 0 { return x }
  let order = argsort(x, axis: axis, file: file, line: line)
  guard x.dtype == .string else { return takeAlongAxis(x, order, axis: axis, file: file, line: line) }
  let last = moveaxis(x, source: axis, destination: -1, file: file, line: line)
  let places = moveaxis(order, source: axis, destination: -1).ints
  let n = last.shape[last.rank - 1]
  let strings = last.byteStrings.selecting(places.enumerated().map { $0.offset / n * n + $0.element })
  return moveaxis(Tensor(strings, shape: last.shape), source: -1, destination: axis)
}

/// The indices that sort along an axis: int32, equal elements in their order, NaN last.
///
/// - Parameter axis: the axis to sort along; nil takes all elements as one axis.
public func argsort(
  _ x: Tensor, axis: Int? = -1, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let axis else { return argsort(ravel(x), axis: 0, file: file, line: line) }
  if x.rank == 0 { return Tensor(zeros: [], dtype: .int32) }
  let last = moveaxis(x.detached, source: axis, destination: -1, file: file, line: line)
  let n = last.shape[last.rank - 1]
  let result = Tensor(uninitialized: last.shape, dtype: .int32)
  let rows = n == 0 ? 0 : last.elementCount / n
  if x.dtype == .string {
    let strings = last.byteStrings
    for row in 0..<rows {
      let sorted = (0..<n).sorted { a, b in
        let (x, y) = (row * n + a, row * n + b)
        return strings.precedes(x, y) || (a < b && !strings.precedes(y, x))
      }
      for (place, index) in sorted.enumerated() { result.mutableI32[row * n + place] = Int32(index) }
    }
  } else {
    horn_argsort(result.mutableI32, last.storage.pointer, last.sortType, rows, n, 0)
  }
  return moveaxis(result, source: -1, destination: axis)
}

/// The index of the largest element along an axis: int32, the first of ties, NaN before all.
///
/// - Parameters:
///   - axis: the axis; nil takes all elements as one axis.
///   - keepdims: whether the axis stays, with length 1.
public func argmax(
  _ x: Tensor, axis: Int? = nil, keepdims: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  argExtreme(x, axis, keepdims, smallest: false, "argmax", file, line)
}

/// The index of the smallest element along an axis: int32, the first of ties, NaN before all.
///
/// - Parameters:
///   - axis: the axis; nil takes all elements as one axis.
///   - keepdims: whether the axis stays, with length 1.
public func argmin(
  _ x: Tensor, axis: Int? = nil, keepdims: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  argExtreme(x, axis, keepdims, smallest: true, "argmin", file, line)
}

private func argExtreme(
  _ x: Tensor, _ axis: Int?, _ keepdims: Bool, smallest: Bool, _ operation: String,
  _ file: StaticString, _ line: UInt
) -> Tensor {
  require(x.dtype != .string, "\(operation): strings have no largest", file: file, line: line)
  let place = axis.map { x.shape.resolvedAxis($0, operation, file: file, line: line) }
  let length = place.map { x.shape[$0] } ?? x.elementCount
  let outer = x.shape.dimensions.prefix(place ?? 0).reduce(1, *)
  let inner = place.map { x.shape.dimensions.dropFirst($0 + 1).reduce(1, *) } ?? 1
  require(
    length > 0 || outer * inner == 0, "\(operation): the shape \(x.shape) has no elements to choose from",
    file: file, line: line)
  var shape = x.shape.dimensions
  if let place {
    if keepdims { shape[place] = 1 } else { shape.remove(at: place) }
  } else {
    shape = keepdims ? shape.map { _ in 1 } : []
  }
  let result = Tensor(uninitialized: Shape(shape), dtype: .int32)
  if length > 0 {
    horn_arg_extreme(
      result.mutableI32, x.storage.pointer, x.sortType, outer, length, inner, smallest ? 1 : 0)
  }
  return result
}

/// The largest elements of the last axis, largest first, and their indices.
///
/// - Parameters:
///   - k: how many.
///   - sorted: whether the order matters to the caller; it is the same either way.
/// - Returns: values and int32 indices `[…, k]`; of ties the first come first, NaN before all.
public func topK(
  _ x: Tensor, _ k: Int, sorted: Bool = true, file: StaticString = #fileID, line: UInt = #line
) -> (values: Tensor, indices: Tensor) {
  require(
    x.rank > 0 && k >= 0 && k <= x.shape[x.rank - 1] && x.dtype != .string,
    "topK: the \(k) largest of a \(x.dtype) tensor of shape \(x.shape)", file: file, line: line)
  let n = x.shape[x.rank - 1]
  let indices = Tensor(
    uninitialized: Shape(x.shape.dimensions.dropLast() + [k]), dtype: .int32)
  if n > 0 {
    horn_top_k(indices.mutableI32, x.storage.pointer, x.sortType, x.elementCount / n, n, k)
  }
  return (takeAlongAxis(x, indices, axis: -1), indices)
}

/// Whether each target is among the `k` largest predictions of its row; ties with the k-th count.
///
/// - Parameters:
///   - targets: int32 `[batch]`; one outside the classes gives false.
///   - predictions: numbers `[batch, classes]`, compared as float32; NaN as a target's prediction is the least of all.
///   - k: how many; false everywhere below 1.
/// - Returns: bool `[batch]`.
public func inTopK(
  _ targets: Tensor, _ predictions: Tensor, _ k: Int, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  require(
    targets.dtype == .int32 && predictions.rank == targets.rank + 1
      && targets.shape.dimensions == predictions.shape.dimensions.dropLast(),
    "inTopK: \(targets.dtype) targets of shape \(targets.shape), predictions of shape \(predictions.shape)",
    file: file, line: line)
  let scores = cast(predictions, .float32)
  let result = Tensor(uninitialized: targets.shape, dtype: .bool)
  horn_in_top_k(
    result.mutableU8, targets.i32, scores.f32, targets.elementCount, scores.shape[scores.rank - 1], k)
  return result
}

/// The different elements in ascending order, on one axis; NaNs count as one.
public func unique(_ x: Tensor) -> Tensor {
  let sorted = sort(x.detached, axis: nil)
  let n = sorted.elementCount
  if x.dtype == .string {
    let strings = sorted.byteStrings
    let kept = strings.indices.filter { $0 == 0 || !strings[$0].elementsEqual(strings[$0 - 1]) }
    return Tensor(strings.selecting(kept))
  }
  let kept = Tensor(uninitialized: [n], dtype: .int32)
  let count = horn_distinct(kept.mutableI32, sorted.storage.pointer, sorted.sortType, n)
  return take(sorted, kept[0..<count], axis: 0)
}

extension Tensor {
  /// The element type as the sorting kernels name it.
  fileprivate var sortType: Int32 {
    switch dtype {
    case .float32: Int32(HORN_F32)
    case .float64: Int32(HORN_F64)
    case .int32: Int32(HORN_I32)
    default: Int32(HORN_U8)
    }
  }
}
