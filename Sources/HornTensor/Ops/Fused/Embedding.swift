import HornKernels

/// The rows of a table at the given places.
///
/// The elements are copied when an operation asks for them; one that knows better takes the ``TableLookup``.
///
/// - Parameters:
///   - indices: int32, any shape.
///   - table: `[rows, length]`, float32.
///   - isDistinct: whether no index stands there twice, which saves its optimizer a search.
/// - Returns: `[…, length]`, whose gradient is rows and values.
/// - Throws: the position, in row-major order, of the first index that is not in the table.
package func embeddingLookup(
  _ indices: Tensor, table: Tensor, isDistinct: Bool = false
) throws(IndexOutOfRange) -> Tensor {
  let (rows, length) = (table.shape[0], table.shape[1])
  let indices = indices.detached
  let count = indices.elementCount
  let failed = horn_find_outside(indices.i32, count, rows)
  guard failed < 0 else { throw IndexOutOfRange(position: failed, value: Int(indices.i32[failed])) }
  let values = table.detached
  let storage = Storage(byteCount: count * length * 4) { memory in
    _ = horn_gather_rows(memory, values.f32, indices.i32, count, rows, length * 4)
  }
  let result = Tensor(shape: Shape(indices.shape.dimensions + [length]), dtype: .float32, storage: storage)
  return result.with(lookup: TableLookup(table: table, indices: indices)).derived(fromAny: [table]) {
    [shape = table.shape] dy in
    [
      .rows(
        RowGradient(
          indices: indices, values: dy.viewed(as: [count, length]), shape: shape, isDistinct: isDistinct))
    ]
  }
}

extension Tensor {
  func with(lookup: TableLookup) -> Tensor {
    var copy = self
    copy.annex = Annex(link: annex?.link, mask: annex?.mask, lookup: lookup)
    return copy
  }
}

/// An index that a table does not have.
package struct IndexOutOfRange: Error {
  /// Where it stands, in row-major order.
  package let position: Int
  package let value: Int
}
