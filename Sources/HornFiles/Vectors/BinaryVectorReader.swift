import Foundation
import HornTensor

/// Reads vectors as word2vec writes them: a word, a space, and the numbers as little-endian float32.
struct BinaryVectorReader {
  private let window: ByteWindow
  private let limit: Int

  init(_ window: ByteWindow, limit: Int) {
    self.window = window
    self.limit = limit
  }

  func read(_ table: WordTable, header: VectorHeader) throws -> VectorRows {
    try VectorRows.check(dimensions: header.dimensions, name: window.name)
    let size = header.dimensions * MemoryLayout<Float>.size
    guard header.count > 0 else { throw HornError(.format, "\(window.name): there are no vectors in it") }
    // The matrix takes the vocabulary's size times the header's, so a row must be there that bears it out.
    let first = try wordLength(0, of: header.count)
    guard try has(first + 1 + size) else { throw brokenOff(0, header.count) }
    var rows = try VectorRows(table, dimensions: header.dimensions, name: window.name)
    var numbers = [Float](repeating: 0, count: header.dimensions)
    for index in 0..<min(header.count, limit) {
      let length = try wordLength(index, of: header.count)
      guard try has(length + 1 + size) else { throw brokenOff(index, header.count) }
      let bytes = window.unread
      if let place = rows.begin(UnsafeRawBufferPointer(rebasing: bytes[..<length])) {
        for i in numbers.indices {
          let bits = bytes.loadUnaligned(fromByteOffset: length + 1 + i * 4, as: UInt32.self)
          numbers[i] = Float(bitPattern: UInt32(littleEndian: bits))
        }
        guard numbers.allSatisfy(\.isFinite) else {
          throw HornError(
            .format,
            "\(window.name): the vector of word \(index + 1), \"\(table.words.string(at: place).prefix(60))\", has a "
              + "number that is not finite")
        }
        numbers.withUnsafeBufferPointer { rows.set(place, to: $0) }
      }
      window.consume(length + 1 + size)
    }
    if limit >= header.count {
      while try has(1) {
        guard Self.isSpace(window.unread[0]) else {
          throw HornError(
            .format,
            "\(window.name): there is more behind the \(header.count) words that the first line announces")
        }
        window.consume(1)
      }
    }
    return rows
  }

  /// Passes the line end before the word; returns how many bytes come before its space.
  private func wordLength(_ index: Int, of count: Int) throws -> Int {
    while try has(1), window.unread[0] == 0x0a { window.consume(1) }
    var seen = 0
    while true {
      if let hit = window.unread[seen...].firstIndex(of: 0x20) { return hit }
      seen = window.count
      guard seen < 1 << 16 else {
        throw HornError(.format, "\(window.name): word \(index + 1) of \(count) does not end")
      }
      guard try window.refill() else { throw brokenOff(index, count) }
    }
  }

  /// Whether so many bytes wait, after reading more if need be.
  private func has(_ count: Int) throws -> Bool {
    while window.count < count {
      guard try window.refill() else { return false }
    }
    return true
  }

  private func brokenOff(_ index: Int, _ count: Int) -> HornError {
    HornError(
      .format,
      "\(window.name): the file ends in word \(index + 1) of \(count); is it a copy that broke off, or not binary?"
    )
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
