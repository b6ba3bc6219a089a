import HornKernels

/// The memory of a tensor: 64-byte-aligned, row-major, from the caching allocator.
///
/// At least 64 readable bytes follow the last element. The elements may be put off until they are first asked for.
package final class Storage {
  private let memory: UnsafeMutableRawPointer
  private let filling: Filling?
  package let byteCount: Int
  /// What a string tensor has instead of elements in memory.
  package let text: ByteStrings

  /// The elements, once they are asked for.
  private final class Filling {
    private let lock = Lock()
    private var fill: ((UnsafeMutableRawPointer) -> Void)?

    init(_ fill: @escaping (UnsafeMutableRawPointer) -> Void) { self.fill = fill }

    func run(_ memory: UnsafeMutableRawPointer) {
      lock.withLock {
        fill?(memory)
        fill = nil
      }
    }
  }

  package init(byteCount: Int) {
    self.byteCount = byteCount
    text = ByteStrings()
    filling = nil
    memory = horn_alloc(byteCount)
  }

  /// Elements that the closure fills in when they are first asked for.
  package init(byteCount: Int, whenAsked fill: @escaping (UnsafeMutableRawPointer) -> Void) {
    self.byteCount = byteCount
    text = ByteStrings()
    filling = Filling(fill)
    memory = horn_alloc(byteCount)
  }

  package init(text: ByteStrings) {
    byteCount = 0
    self.text = text
    filling = nil
    memory = horn_alloc(0)
  }

  deinit { horn_free(memory, byteCount) }

  package var pointer: UnsafeMutableRawPointer {
    filling?.run(memory)
    return memory
  }
}
