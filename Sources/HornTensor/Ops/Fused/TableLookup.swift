import HornKernels

/// The rows of a table that a tensor consists of.
///
/// Words recur, so what is done to each row of a lookup can be done to the different rows only.
package struct TableLookup: Sendable {
  /// `[rows, length]`, tracked where a gradient is wanted.
  package let table: Tensor
  /// Which row stands where: int32, in range.
  package let indices: Tensor

  /// The different rows, and for each index which of them it is (int32, the shape of ``indices``).
  package func distinct() -> (rows: Tensor, places: Tensor) {
    let groups = horn_row_groups_create(table.shape[0])
    defer { horn_row_groups_destroy(groups) }
    let count = horn_row_groups_find(groups, indices.i32, indices.elementCount)
    let rows = Tensor(uninitialized: [count], dtype: .int32)
    let places = Tensor(uninitialized: indices.shape, dtype: .int32)
    if let found = horn_row_groups_rows(groups), let which = horn_row_groups_places(groups) {
      rows.mutableI32.update(from: found, count: count)
      places.mutableI32.update(from: which, count: indices.elementCount)
    }
    return (rows, places)
  }
}
