/// An index outside the axis that it was to take from.
package struct GatherIndexError: Error, Hashable {
  /// The index as it came.
  package let value: Int
  /// Where it stood among the indices.
  package let position: [Int]
  /// The length of the axis.
  package let limit: Int

  init(_ indices: Tensor, flat: Int, limit: Int) {
    value = Int(indices.i32[flat])
    position = indices.shape.strides.indices.map {
      flat / indices.shape.strides[$0] % indices.shape[$0]
    }
    self.limit = limit
  }

  func message(_ operation: String) -> String {
    "\(operation): index \(value) at \(position) is out of range for an axis of length \(limit)"
  }
}
