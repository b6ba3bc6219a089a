/// Arithmetic on counts that a caller may give as large as they go, `Int.max` for all.
extension Int {
  /// The quotient of two counts, rounded up.
  func dividedRoundingUp(by divisor: Int) -> Int { self / divisor + (self % divisor == 0 ? 0 : 1) }

  /// The product of two counts, `Int.max` where it is larger.
  package func multipliedClamping(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }

  /// The sum of two counts, `Int.max` where it is larger.
  func addingClamping(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
