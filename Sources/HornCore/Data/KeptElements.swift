import HornTensor

/// The elements of a complete pass, once there was one.
final class KeptElements<Element: Sendable>: @unchecked Sendable {
  // Sendable: the elements are behind the lock.
  private let lock = Lock()
  private var kept: [Element]?

  var elements: [Element]? { lock.withLock { kept } }

  /// Keeps the elements, unless those of another pass are already there.
  func keep(_ elements: [Element]) {
    lock.withLock {
      if kept == nil { kept = elements }
    }
  }
}
