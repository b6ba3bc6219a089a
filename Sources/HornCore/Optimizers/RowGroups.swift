import HornKernels
import HornTensor

/// Scratch memory that finds equal rows in a list of row numbers; kept from step to step.
final class RowGroups {
  let pointer: OpaquePointer
  private let rows: Int

  init(rows: Int) {
    self.rows = rows
    pointer = horn_row_groups_create(rows)
  }

  deinit { horn_row_groups_destroy(pointer) }

  /// Finds the groups of these row numbers (int32, any shape) and returns how many different ones there are.
  func find(_ indices: Tensor) -> Int {
    let found = horn_row_groups_find(pointer, indices.i32, indices.elementCount)
    require(found >= 0, "optimizer: the gradient of a table has a row outside of 0..<\(rows)")
    return found
  }
}
