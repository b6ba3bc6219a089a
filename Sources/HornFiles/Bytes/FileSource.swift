import Foundation
import HornTensor

/// The bytes of a file as they are.
final class FileSource: ByteSource {
  let name: String
  private let descriptor: Int32

  init(path: String) throws {
    name = path
    descriptor = open((path as NSString).expandingTildeInPath, O_RDONLY | O_CLOEXEC)
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
}
