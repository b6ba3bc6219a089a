import Foundation
import HornTensor

/// The unpacked bytes of a file compressed with gzip, bzip2, xz or zstd.
final class CompressedSource: ByteSource {
  private let handle: ArchiveHandle
  var name: String { handle.name }

  init(path: String) throws {
    handle = try ArchiveHandle(path: path, .compressedFile)
    guard try handle.nextEntry() != nil else {
      throw HornError(.format, "\(path): there is nothing in this compressed file")
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try handle.read(into: buffer, "its content")
  }

  /// A stream of the file's bytes, unpacked where it begins as a compressed file does.
  static func open(_ path: String) throws -> any ByteSource {
    let file = try FileSource(path: path)
    var head = [UInt8](repeating: 0, count: 6)
    let count = try head.withUnsafeMutableBytes { try file.read(into: $0) }
    let marks: [[UInt8]] = [
      [0x1f, 0x8b], Array("BZh".utf8), [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], [0x28, 0xb5, 0x2f, 0xfd],
    ]
    let isCompressed = marks.contains { head[..<count].starts(with: $0) }
    return isCompressed ? try CompressedSource(path: path) : try FileSource(path: path)
  }
}
