import HornTensor

/// The first line of word2vec's and fastText's files: how many words there are, and how many numbers each has.
struct VectorHeader {
  let count: Int
  let dimensions: Int

  /// nil where the line is something else.
  init?(_ line: UnsafeRawBufferPointer) {
    let fields = line.split { $0 == 0x20 || $0 == 0x09 }
    guard fields.count == 2, let count = Self.number(fields[0]), let dimensions = Self.number(fields[1])
    else {
      return nil
    }
    (self.count, self.dimensions) = (count, dimensions)
  }

  private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard digits.count < 19, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
