import HornTensor

/// After which epochs `fit` validates: every n-th, or those of a list (counted from 1).
public enum ValidationFrequency: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// After every so many epochs; 1 is after each.
  case every(Int)
  /// After these epochs, counted from 1.
  case epochs([Int])

  public init(integerLiteral value: Int) { self = .every(value) }
  public init(arrayLiteral elements: Int...) { self = .epochs(elements) }

  func includes(_ epoch: Int) -> Bool {
    switch self {
    case .every(let interval): interval > 0 && (epoch + 1) % interval == 0
    case .epochs(let list): list.contains(epoch + 1)
    }
  }

  func validate() throws {
    guard case .every(let interval) = self, interval < 1 else { return }
    throw HornError(
      .value, "fit: validationFreq must be at least 1, or a list of epochs counted from 1, got \(interval)")
  }
}
