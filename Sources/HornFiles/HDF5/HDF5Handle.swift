import CHDF5
import Foundation
import HornTensor

/// One of HDF5's identifiers, given back when it goes.
final class HDF5Handle {
  let id: hid_t
  private let close: (hid_t) -> herr_t

  /// nil where HDF5 gave none.
  init?(_ id: hid_t, _ close: @escaping (hid_t) -> herr_t) {
    guard id >= 0 else { return nil }
    self.id = id
    self.close = close
  }

  deinit { HDF5.locked { _ = close(id) } }
}

/// The library as a whole.
enum HDF5 {
  /// libhdf5 is usually built for one thread at a time.
  private static let lock = NSRecursiveLock()
  private static let ready: Void = horn_h5_set_up()

  static func locked<R>(_ body: () throws -> R) rethrows -> R {
    lock.lock()
    defer { lock.unlock() }
    _ = ready
    horn_h5_be_quiet()
    return try body()
  }
}
