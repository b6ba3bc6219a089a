import HornTensor

/// Counts the passes through a data set.
final class PassCounter: @unchecked Sendable {
  // Sendable: the count is behind the lock.
  private let lock = Lock()
  private var count: UInt64 = 0

  /// The number of passes before this one.
  func next() -> UInt64 {
    lock.withLock {
      defer { count &+= 1 }
      return count
    }
  }
}
