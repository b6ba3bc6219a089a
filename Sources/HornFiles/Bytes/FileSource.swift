import Foundation
import HornTensor

/// The bytes of a file as they are.
final class FileSource: ByteSource {
  let name: String
  private let descriptor: Int32

  init(path: String) throws {
    name = path
    descriptor = open(path.expandingTilde, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw HornError(.file, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else {
        throw HornError(.file, "\(name): cannot be read: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Puts all that is left of the file behind the bytes.
  func append(to bytes: inout [UInt8]) throws {
    try withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 16) { buffer in
      while true {
        let count = try read(into: buffer)
        if count == 0 { break }
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
  }
}
