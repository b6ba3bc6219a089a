import HornKernels

/// The rows of a table at the given places.
///
/// - Parameters:
///   - indices: int32, any shape.
///   - table: `[rows, length]`, float32.
/// - Returns: `[…, length]`, whose gradient is rows and values.
/// - Throws: the position, in row-major order, of the first index that is not in the table.
package func embeddingLookup(_ indices: Tensor, table: Tensor) throws(IndexOutOfRange) -> Tensor {
  let (rows, length) = (table.shape[0], table.shape[1])
  let result = Tensor(uninitialized: Shape(indices.shape.dimensions + [length]))
  let failed = horn_gather_rows(
    result.mutableF32, table.f32, indices.i32, indices.elementCount, rows, length * 4)
  guard failed < 0 else { throw IndexOutOfRange(position: failed, value: Int(indices.i32[failed])) }
  guard table.isTracked else { return result }
  let shape = table.shape
  let indices = indices.detached
  return result.derived(fromAny: [table]) { dy in
    [
      .rows(
        RowGradient(indices: indices, values: dy.viewed(as: [indices.elementCount, length]), shape: shape))
    ]
  }
}

/// An index that a table does not have.
package struct IndexOutOfRange: Error {
  /// Where it stands, in row-major order.
  package let position: Int
  package let value: Int
}
