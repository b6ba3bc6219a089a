import HornBytes
import HornTensor

/// Finds the place of a word in a list by its bytes.
struct WordTable {
  let words: ByteStrings
  private var slots: [Int32]

  /// - Throws: `HornError` where a word comes twice.
  init(_ words: ByteStrings) throws {
    guard words.count <= Int(Int32.max) / 4 else {
      throw HornError(.value, "a vocabulary of \(words.count) words is too large")
    }
    var size = 16
    while size < words.count * 2 { size *= 2 }
    self.words = words
    var slots = [Int32](repeating: -1, count: size)
    let twice = slots.withUnsafeMutableBufferPointer { slots in
      Self.withTable(slots.baseAddress, slots.count, words) { horn_words_fill(&$0, words.count) }
    }
    guard twice < 0 else {
      throw HornError(.value, "the vocabulary has \"\(words.string(at: twice).prefix(60))\" twice")
    }
    self.slots = slots
  }

  /// The place of the word; nil where it is not in the list.
  func find(_ word: UnsafeRawBufferPointer) -> Int? {
    let place = slots.withUnsafeBufferPointer { slots in
      Self.withTable(UnsafeMutablePointer(mutating: slots.baseAddress), slots.count, words) { table in
        horn_words_find(&table, word.baseAddress?.assumingMemoryBound(to: UInt8.self), word.count)
      }
    }
    return place < 0 ? nil : place
  }

  private static func withTable(
    _ slots: UnsafeMutablePointer<Int32>?, _ count: Int, _ words: ByteStrings,
    _ body: (inout horn_words) -> Int
  ) -> Int {
    words.bytes.withUnsafeBufferPointer { bytes in
      words.offsets.withUnsafeBufferPointer { offsets in
        var table = horn_words(
          slots: slots, mask: UInt64(count - 1), bytes: bytes.baseAddress, offsets: offsets.baseAddress)
        return body(&table)
      }
    }
  }
}
