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
  ///
  /// - Parameter mask: which indices count (bool, the shape of ``indices``); the others get the place 0.
  package func distinct(mask: Tensor? = nil) -> (rows: Tensor, places: Tensor) {
    let count = indices.elementCount
    let storage = Storage(byteCount: count * 4)
    let places = Tensor(uninitialized: indices.shape, dtype: .int32)
    let found = horn_find_distinct(
      storage.pointer.assumingMemoryBound(to: Int32.self), places.mutableI32, indices.i32, mask?.u8,
      count, table.shape[0])
    return (Tensor(shape: [found], dtype: .int32, storage: storage), places)
  }
}
