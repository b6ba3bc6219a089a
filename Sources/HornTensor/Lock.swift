import HornKernels

/// A mutual-exclusion lock; the caller keeps the guarded state beside it.
package final class Lock: @unchecked Sendable {
  // Sendable: the pointer never changes, and what it points to is a system lock.
  private let mutex: OpaquePointer

  package init() { mutex = horn_lock_create() }
  deinit { horn_lock_destroy(mutex) }

  package func withLock<R>(_ body: () throws -> R) rethrows -> R {
    horn_lock_acquire(mutex)
    defer { horn_lock_release(mutex) }
    return try body()
  }
}
