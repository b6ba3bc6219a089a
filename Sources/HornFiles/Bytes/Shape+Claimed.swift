import HornTensor

extension Shape {
  /// The number of elements of a shape that a file claims.
  ///
  /// - Throws: `HornError` where a length is negative, there are more axes than a tensor may have, or the elements or
  ///   their bytes are more than can be counted.
  static func claimedCount(_ dimensions: [Int], itemSize: Int, name: String) throws -> Int {
    guard dimensions.count <= greatestRank else {
      throw HornError(.shape, "\(name): \(dimensions.count) axes; a tensor may have \(greatestRank) at most")
    }
    // Zero lengths are left out of the product, so that no later product of some axes can overflow.
    var bytes = itemSize
    for length in dimensions {
      guard length >= 0 else { throw HornError(.shape, "\(name): an axis of length \(length)") }
      let (product, overflow) = bytes.multipliedReportingOverflow(by: Swift.max(length, 1))
      guard !overflow, product <= 1 << 48 else {
        throw HornError(.shape, "\(name): an array of shape \(Shape(dimensions)) is too large")
      }
      bytes = product
    }
    return dimensions.contains(0) ? 0 : bytes / itemSize
  }
}
