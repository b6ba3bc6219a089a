import HornKernels

/// A lock that threads may wait at until another one says that the guarded state has changed.
package final class Monitor: @unchecked Sendable {
  // Sendable: the pointer never changes, and what it points to is a system lock and condition.
  private let monitor: OpaquePointer

  package init() { monitor = horn_monitor_create() }
  deinit { horn_monitor_destroy(monitor) }

  package func withLock<R>(_ body: () throws -> R) rethrows -> R {
    horn_monitor_enter(monitor)
    defer { horn_monitor_leave(monitor) }
    return try body()
  }

  /// Lets others at the state until the condition no longer holds; only inside ``withLock(_:)``.
  package func wait(while condition: () -> Bool) {
    while condition() { horn_monitor_wait(monitor) }
  }

  /// Wakes all threads that wait.
  package func notify() { horn_monitor_notify(monitor) }
}
