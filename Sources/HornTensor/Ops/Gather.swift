import HornKernels

/// The elements (rows, columns…) at the indices along an axis.
///
/// - Parameters:
///   - indices: int32, any shape; negative ones count from the end. One out of range stops the program.
///   - axis: the axis to take from; nil takes all elements as one axis.
/// - Returns: `x`'s shape with the axis replaced by the indices' shape. The gradient of a float32 table
///   along axis 0 is its rows.
public func take(
  _ x: Tensor, _ indices: Tensor, axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let axis else { return take(ravel(x), indices, axis: 0, file: file, line: line) }
  let place = x.shape.resolvedAxis(axis, "take", file: file, line: line)
  let indices = wrapped(indices, x.shape[place], "take", file, line)
  let outer = x.shape.dimensions.prefix(place).reduce(1, *)
  let inner = x.shape.dimensions.dropFirst(place + 1).reduce(1, *)
  let (length, count) = (x.shape[place], indices.elementCount)
  let shape = Shape(
    x.shape.dimensions.prefix(place) + indices.shape.dimensions + x.shape.dimensions.dropFirst(place + 1))
  if x.dtype == .string {
    var places: [Int] = []
    places.reserveCapacity(shape.elementCount)
    for o in 0..<outer {
      for i in 0..<count {
        let start = (o * length + Int(indices.i32[i])) * inner
        places += start..<start + inner
      }
    }
    return Tensor(x.byteStrings.selecting(places), shape: shape)
  }
  let result = Tensor(uninitialized: shape, dtype: x.dtype)
  let rowBytes = inner * x.dtype.byteCount
  if outer == 1 {
    _ = horn_gather_rows(result.storage.pointer, x.storage.pointer, indices.i32, count, length, rowBytes)
  } else {
    horn_gather_axis(
      result.storage.pointer, x.storage.pointer, indices.i32, outer, length, count, rowBytes)
  }
  guard x.isTracked else { return result }
  let (table, dtype) = (x.shape, x.dtype)
  return result.derived(fromAny: [x]) { dy in
    if place == 0, dtype == .float32 {
      let values = dy.viewed(as: Shape([count] + table.dimensions.dropFirst()))
      return [.rows(RowGradient(indices: indices, values: values, shape: table))]
    }
    let dx = Tensor(zeros: table, dtype: dtype)
    if dtype == .float64 {
      horn_scatter_add_axis_f64(
        dx.elements(as: Double.self), dy.elements(as: Double.self), indices.i32, outer, length, count, inner)
    } else {
      horn_scatter_add_axis_f32(dx.mutableF32, dy.f32, indices.i32, outer, length, count, inner)
    }
    return [.dense(dx)]
  }
}

/// The elements at the indices along an axis.
public func take(
  _ x: Tensor, _ indices: [Int], axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  take(x, Tensor(indices), axis: axis, file: file, line: line)
}

/// The rows of a table at indices from data: one outside `0..<rows` throws, with its value and position.
///
/// The gradient of the table is its rows.
package func gatherRows(_ table: Tensor, _ indices: Tensor) throws(GatherIndexError) -> Tensor {
  require(
    table.rank > 0 && indices.dtype == .int32 && table.dtype != .string,
    "gatherRows: a table of shape \(table.shape), \(indices.dtype) indices")
  let shape = Shape(indices.shape.dimensions + table.shape.dimensions.dropFirst())
  let result = Tensor(uninitialized: shape, dtype: table.dtype)
  let rowLength = table.shape.dimensions.dropFirst().reduce(1, *)
  let bad = horn_gather_rows(
    result.storage.pointer, table.storage.pointer, indices.i32, indices.elementCount, table.shape[0],
    rowLength * table.dtype.byteCount)
  guard bad < 0 else { throw GatherIndexError(indices, flat: bad, limit: table.shape[0]) }
  guard table.isTracked else { return result }
  require(table.dtype == .float32, "gatherRows: a gradient of \(table.dtype) rows; use take")
  let (indices, whole) = (indices.detached, table.shape)
  return result.derived(fromAny: [table]) { dy in
    let values = dy.viewed(as: Shape([indices.elementCount] + whole.dimensions.dropFirst()))
    return [.rows(RowGradient(indices: indices, values: values, shape: whole))]
  }
}

/// For each place, the element that the index at this place names along an axis.
///
/// - Parameters:
///   - indices: int32 with as many axes as `x`; the other axes broadcast. Negative ones count from the end.
///   - axis: the axis to take along; nil takes all elements as one axis.
public func takeAlongAxis(
  _ x: Tensor, _ indices: Tensor, axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let axis else { return takeAlongAxis(ravel(x), ravel(indices), axis: 0, file: file, line: line) }
  let place = x.shape.resolvedAxis(axis, "takeAlongAxis", file: file, line: line)
  require(
    x.rank == indices.rank && x.dtype != .string,
    "takeAlongAxis: \(x.dtype) of shape \(x.shape) and indices of shape \(indices.shape)",
    file: file, line: line)
  var (source, target) = (x.shape.dimensions, indices.shape.dimensions)
  source[place] = 1
  target[place] = 1
  guard let common = Shape.broadcast(Shape(source), Shape(target)) else {
    programmingError(
      "takeAlongAxis: shapes \(x.shape) and \(indices.shape) do not fit but along axis \(axis)",
      file: file, line: line)
  }
  (source, target) = (common.dimensions, common.dimensions)
  source[place] = x.shape[place]
  target[place] = indices.shape[place]
  let x = broadcastTo(x, Shape(source))
  let chosen = broadcastTo(
    wrapped(indices, x.shape[place], "takeAlongAxis", file, line), Shape(target))
  let outer = target.prefix(place).reduce(1, *)
  let inner = target.dropFirst(place + 1).reduce(1, *)
  let (length, count) = (source[place], target[place])
  let result = Tensor(uninitialized: Shape(target), dtype: x.dtype)
  horn_take_along(
    result.storage.pointer, x.storage.pointer, chosen.i32, outer, length, count, inner,
    Int32(x.dtype.byteCount))
  let (shape, dtype) = (x.shape, x.dtype)
  return result.derived(from: x) { dy in
    let dx = Tensor(zeros: shape, dtype: dtype)
    if dtype == .float64 {
      horn_add_along_f64(
        dx.elements(as: Double.self), dy.elements(as: Double.self), chosen.i32, outer, length, count, inner)
    } else {
      horn_add_along_f32(dx.mutableF32, dy.f32, chosen.i32, outer, length, count, inner)
    }
    return dx
  }
}

/// The indices as int32 without negative ones.
func wrapped(
  _ indices: Tensor, _ limit: Int, _ operation: String, _ file: StaticString, _ line: UInt
) -> Tensor {
  require(
    indices.dtype == .int32, "\(operation): indices must be int32, not \(indices.dtype); cast them first",
    file: file, line: line)
  let result = Tensor(uninitialized: indices.shape, dtype: .int32)
  let bad = horn_wrap_indices(result.mutableI32, indices.i32, indices.elementCount, limit)
  if bad >= 0 {
    programmingError(
      GatherIndexError(indices, flat: bad, limit: limit).message(operation), file: file, line: line)
  }
  return result
}
