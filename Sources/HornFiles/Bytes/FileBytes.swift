import Foundation
import HornTensor

/// A block of bytes that grows as a file is read, and says so when memory is short instead of stopping.
package final class FileBytes: @unchecked Sendable {
  // Sendable: written only by the function that makes it.
  private var pointer: UnsafeMutableRawPointer?
  private var capacity = 0
  package private(set) var count = 0

  package init() {}

  package convenience init(path: String) throws {
    self.init()
    guard let file = fopen(path.expandingTilde, "rb") else {
      throw HornError(.file, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var wanted = 1 << 16
    while true {
      let read = try append(atMost: wanted, name: path) { fread($0, 1, $1, file) }
      if read == 0 { break }
      wanted = max(count, 1 << 16)
    }
    if ferror(file) != 0 { throw HornError(.file, "\(path): reading stopped after \(count) bytes") }
  }

  deinit { free(pointer) }

  package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(start: pointer, count: count)) }
  }

  /// Makes room for `limit` more bytes and lets the body write up to that many; returns how many it wrote.
  package func append(
    atMost limit: Int, name: String, _ body: (UnsafeMutableRawPointer, Int) throws -> Int
  ) throws -> Int {
    let (needed, overflow) = count.addingReportingOverflow(limit)
    if overflow || needed > capacity {
      guard !overflow, let larger = realloc(pointer, needed) else {
        throw HornError(.file, "\(name): there is no memory for \(limit) more bytes")
      }
      pointer = larger
      capacity = needed
    }
    guard let pointer else { return 0 }
    let written = try body(pointer + count, limit)
    count += written
    return written
  }
}
