import HornTensor

/// Reads little-endian numbers and stretches of bytes, and throws where a file ends too soon.
struct ByteReader {
  let bytes: UnsafeRawBufferPointer
  /// What is read, for messages.
  let name: String
  private(set) var offset = 0

  init(_ bytes: UnsafeRawBufferPointer, name: String) {
    self.bytes = bytes
    self.name = name
  }

  var remaining: Int { bytes.count - offset }

  /// The bytes that have not been read yet.
  var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[offset...]) }

  mutating func take(_ count: Int, _ what: String) throws -> UnsafeRawBufferPointer {
    guard count >= 0, count <= remaining else {
      throw HornError(
        .format, "\(name): the file ends inside \(what): \(count) bytes at offset \(offset) of \(bytes.count)"
      )
    }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
  }

  mutating func byte(_ what: String) throws -> UInt8 { try take(1, what)[0] }

  mutating func number<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, _ what: String) throws -> T {
    T(littleEndian: try take(MemoryLayout<T>.size, what).loadUnaligned(as: T.self))
  }

  /// A length of so many bytes; refused where the file has no room for it.
  mutating func length<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, _ what: String) throws -> Int {
    let start = offset
    let value = try number(type, what)
    guard let length = Int(exactly: value), length >= 0, length <= remaining else {
      throw HornError(
        .format, "\(name): \(what) at offset \(start) claims \(value) bytes where \(remaining) are left")
    }
    return length
  }
}
