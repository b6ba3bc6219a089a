import Foundation
import HornTensor

/// The part of a stream that has come and is not used yet, in one piece of memory.
final class ByteWindow {
  let source: any ByteSource
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private let capacity: Int
  private var start = 0
  private var end = 0
  private let limit: Int
  private(set) var isAtEnd = false

  /// - Parameters:
  ///   - capacity: how many bytes to read at a time.
  ///   - limit: how many bytes may wait to be used: the greatest length of a line or a row.
  init(_ source: any ByteSource, capacity: Int = 1 << 18, limit: Int = 1 << 27) {
    self.source = source
    self.limit = limit
    self.capacity = capacity
  }

  deinit { free(memory.baseAddress) }

  var name: String { source.name }
  var count: Int { end - start }

  /// The bytes that wait; valid until the next call of ``refill()``.
  var unread: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[start..<end]) }

  func consume(_ count: Int) { start += count }

  /// Reads until the memory is full, which grows where what waits has filled it; false where nothing comes any more.
  ///
  /// - Throws: `HornError` where more than the limit waits, or the source throws.
  func refill() throws -> Bool {
    guard !isAtEnd else { return false }
    if start > 0 {
      memory.copyMemory(from: unread)
      (start, end) = (0, end - start)
    }
    if end == memory.count {
      guard end < limit else {
        throw HornError(.format, "\(name): more than \(limit) bytes belong together")
      }
      let larger = min(max(memory.count * 2, capacity, 16), limit)
      guard let grown = realloc(memory.baseAddress, larger) else {
        throw HornError(.file, "\(name): there is no memory for \(larger) bytes that belong together")
      }
      memory = UnsafeMutableRawBufferPointer(start: grown, count: larger)
    }
    let before = end
    while end < memory.count, !isAtEnd {
      let read = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: memory[end...]))
      if read == 0 { isAtEnd = true }
      end += read
    }
    return end > before
  }

  /// Passes the mark of UTF-8 that some programs write at the start of a file.
  func skipByteOrderMark() throws {
    while count < 3, try refill() {}
    if unread.starts(with: [0xef, 0xbb, 0xbf]) { consume(3) }
  }

  /// The next line without its end (`\n` or `\r\n`); nil behind the last one.
  ///
  /// - Parameter body: gets the bytes, which are valid only in it.
  func line<R>(_ body: (UnsafeRawBufferPointer) throws -> R) throws -> R? {
    var seen = 0
    while true {
      let bytes = unread
      if seen < bytes.count, let base = bytes.baseAddress,
        let hit = memchr(base + seen, 0x0a, bytes.count - seen)
      {
        let length = UnsafeRawPointer(hit) - base
        consume(length + 1)
        return try body(Self.withoutCarriageReturn(bytes[..<length]))
      }
      seen = bytes.count
      if try !refill() { break }
    }
    guard count > 0 else { return nil }
    let bytes = unread
    consume(bytes.count)
    return try body(Self.withoutCarriageReturn(bytes[...]))
  }

  private static func withoutCarriageReturn(_ line: Slice<UnsafeRawBufferPointer>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: line.last == 0x0d ? line.dropLast() : line)
  }
}
