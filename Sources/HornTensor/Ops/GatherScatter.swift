import HornKernels

/// A tensor of zeros with the values added at the indices.
///
/// - Parameters:
///   - indices: int32 `[n, k]`; each row names an element (or, if shorter than the shape, a part). Negative ones count
///     from the end; one out of range stops the program.
///   - values: `[n] + shape[k...]`, numbers; values for the same place add up.
///   - shape: the result's shape.
public func scatter(
  _ indices: Tensor, _ values: Tensor, _ shape: Shape, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let places = ScatterPlaces(indices, values.shape, shape, "scatter", file, line)
  require(
    values.dtype != .string && values.dtype != .bool, "scatter: \(values.dtype) values do not add up",
    file: file, line: line)
  let result = Tensor(zeros: shape, dtype: values.dtype)
  switch values.dtype {
  case .float32:
    horn_scatter_add_axis_f32(
      result.mutableF32, values.f32, places.indices.i32, 1, places.rows, places.count, places.rowLength)
  case .float64:
    horn_scatter_add_axis_f64(
      result.elements(as: Double.self), values.elements(as: Double.self), places.indices.i32, 1,
      places.rows, places.count, places.rowLength)
  default:
    horn_scatter_add_axis_i32(
      result.mutableI32, values.i32, places.indices.i32, 1, places.rows, places.count, places.rowLength)
  }
  let valueShape = values.shape
  return result.derived(from: values) { places.rows(of: $0).viewed(as: valueShape) }
}

/// The tensor with the elements (or parts) at the indices replaced.
///
/// - Parameters:
///   - indices: int32 `[n, k]`; each row names an element (or, if shorter than the shape, a part). Negative ones count
///     from the end; one out of range stops the program.
///   - updates: `[n] + x.shape[k...]`, cast to the dtype of `x`; of several for one place the last counts.
public func scatterUpdate(
  _ x: Tensor, _ indices: Tensor, _ updates: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let places = ScatterPlaces(indices, updates.shape, x.shape, "scatterUpdate", file, line)
  require(
    x.dtype != .string && updates.dtype != .string, "scatterUpdate: strings are not supported",
    file: file, line: line)
  let updates = cast(updates, x.dtype)
  var result = x.viewed(as: x.shape)
  result.makeUnique()
  result.set(places, updates)
  guard x.isTracked || updates.isTracked else { return result }
  let (shape, updateShape) = (x.shape, updates.shape)
  return result.derived(
    from: x,
    { dy in
      var kept = dy
      kept.makeUnique()
      kept.set(places, Tensor(zeros: updateShape, dtype: dy.dtype))
      return kept
    }, updates,
    { dy in
      // An update that a later one replaced gets no gradient.
      var last: [Int32: Int] = [:]
      for i in 0..<places.count { last[places.indices.i32[i]] = i }
      let dUpdates = places.rows(of: dy.viewed(as: shape))
      let bytes = places.rowLength * dy.dtype.byteCount
      for i in 0..<places.count where last[places.indices.i32[i]] != i {
        (dUpdates.storage.pointer + i * bytes).initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
      }
      return dUpdates.viewed(as: updateShape)
    })
}

/// Rows of a tensor that index tuples name.
private struct ScatterPlaces {
  let indices: Tensor
  let rows: Int
  let rowLength: Int
  var count: Int { indices.elementCount }

  init(
    _ tuples: Tensor, _ values: Shape, _ shape: Shape, _ operation: String, _ file: StaticString,
    _ line: UInt
  ) {
    let depth = tuples.shape.last ?? 0
    let front = tuples.shape.dimensions.dropLast()
    require(
      tuples.dtype == .int32 && tuples.rank > 0 && depth <= shape.rank
        && values.dimensions == Array(front) + shape.dimensions.dropFirst(depth),
      "\(operation): \(tuples.dtype) indices of shape \(tuples.shape) and values of shape \(values)"
        + " for the shape \(shape); int32 indices [n, k] and values [n] + shape[k...] are expected",
      file: file, line: line)
    let lengths = Array(shape.dimensions.prefix(depth))
    rows = lengths.reduce(1, *)
    rowLength = shape.dimensions.dropFirst(depth).reduce(1, *)
    let count = front.reduce(1, *)
    // A place is an int32.
    require(
      rows <= Int(Int32.max),
      "\(operation): the first \(depth) axes of \(shape) have \(rows) places; \(Int32.max) is the most",
      file: file, line: line)
    indices = Tensor(uninitialized: [count], dtype: .int32)
    let bad = horn_flatten_indices(indices.mutableI32, tuples.i32, count, Int32(depth), lengths)
    if bad >= 0 {
      let limit = lengths[bad % depth]
      programmingError(
        GatherIndexError(tuples, flat: bad, limit: limit).message(operation), file: file, line: line)
    }
  }

  func rows(of x: Tensor) -> Tensor {
    let result = Tensor(uninitialized: [count, rowLength], dtype: x.dtype)
    _ = horn_gather_rows(
      result.storage.pointer, x.storage.pointer, indices.i32, count, rows, rowLength * x.dtype.byteCount)
    return result
  }
}

extension Tensor {
  fileprivate func set(_ places: ScatterPlaces, _ values: Tensor) {
    horn_set_rows(
      storage.pointer, values.storage.pointer, places.indices.i32, places.count,
      places.rowLength * dtype.byteCount)
  }
}
