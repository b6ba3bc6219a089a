import HornTensor

/// How the elements of a batch are brought to one shape.
public struct BatchPadding: Hashable, Sendable {
  /// The shape of each padded element: nil for an axis means the longest of the batch; nil for the shape means that for
  /// all axes.
  public let shape: [Int?]?
  /// What fills the rest; nil for 0, false or the empty string.
  public let value: PaddingValue?
  /// What stands for nil in the shape, or for the first axis where no shape is given; nil for the longest of the batch.
  let length: Int?

  /// How to pad: by default every axis to the longest of the batch, with 0, false or the empty string.
  public init(shape: [Int?]? = nil, value: PaddingValue? = nil) {
    self.init(shape: shape, value: value, length: nil)
  }

  init(shape: [Int?]?, value: PaddingValue?, length: Int?) {
    self.shape = shape
    self.value = value
    self.length = length
  }

  /// The lengths that are asked for, for elements of so many axes.
  func lengths(rank: Int) throws -> [Int?] {
    guard let shape else {
      return (0..<rank).map { $0 == 0 ? length : nil }
    }
    guard shape.count == rank else {
      throw HornError(
        .shape, "paddedShapes has \(shape.count) axes for elements that have \(rank)")
    }
    return shape.map { $0 ?? length }
  }
}
