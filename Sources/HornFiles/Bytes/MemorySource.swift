/// Bytes at hand, given out in blocks of at most so many.
final class MemorySource: ByteSource {
  let name: String
  private let bytes: [UInt8]
  private let block: Int
  private var place = 0

  init(_ bytes: [UInt8], name: String, block: Int = .max) {
    self.bytes = bytes
    self.name = name
    self.block = max(block, 1)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - place, block)
    bytes.withUnsafeBytes { source in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[place..<place + count]))
    }
    place += count
    return count
  }
}
