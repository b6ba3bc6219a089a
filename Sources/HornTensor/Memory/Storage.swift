import HornKernels

/// The memory of a tensor: 64-byte-aligned, row-major, from the caching allocator.
///
/// At least 64 readable bytes follow the last element.
package final class Storage {
  package let pointer: UnsafeMutableRawPointer
  package let byteCount: Int
  package let strings: [String]

  package init(byteCount: Int) {
    self.byteCount = byteCount
    strings = []
    pointer = horn_alloc(byteCount)
  }

  package init(strings: [String]) {
    byteCount = 0
    self.strings = strings
    pointer = horn_alloc(0)
  }

  deinit { horn_free(pointer, byteCount) }
}
