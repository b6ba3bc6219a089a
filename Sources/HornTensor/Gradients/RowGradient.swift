import HornKernels

/// The gradient of a table of which a step used some rows: a value row for every use.
///
/// A row that was used twice stands in the list twice; the gradient is the sum.
public struct RowGradient {
  /// Which row each value row belongs to: int32, any shape.
  public let indices: Tensor
  /// The value rows, `[uses, …]` with the table's inner axes.
  public let values: Tensor
  /// The shape of the whole table.
  public let shape: Shape
  /// Whether each row is known to stand in the list only once.
  package let isDistinct: Bool

  package init(indices: Tensor, values: Tensor, shape: Shape, isDistinct: Bool = false) {
    self.isDistinct = isDistinct
    self.indices = indices
    self.values = values
    self.shape = shape
  }

  /// The gradient as a tensor of the table's shape.
  public var tensor: Tensor {
    let result = Tensor(zeros: shape)
    horn_scatter_add_rows(
      result.mutableF32, values.f32, indices.i32, indices.elementCount, rowLength)
    return result
  }

  /// Elements of one row.
  package var rowLength: Int { shape.dimensions.dropFirst().reduce(1, *) }

  func appending(_ other: RowGradient) -> RowGradient {
    let count = indices.elementCount + other.indices.elementCount
    let allIndices = Tensor(uninitialized: [count], dtype: .int32)
    let allValues = Tensor(uninitialized: Shape([count] + shape.dimensions.dropFirst()))
    var (i, v) = (0, 0)
    for part in [self, other] {
      let n = part.indices.elementCount
      (allIndices.mutableI32 + i).update(from: part.indices.i32, count: n)
      (allValues.mutableF32 + v).update(from: part.values.f32, count: n * rowLength)
      i += n
      v += n * rowLength
    }
    return RowGradient(indices: allIndices, values: allValues, shape: shape)
  }
}
