import HornCore
import HornKernels
import HornTensor

/// How word ranks become tokens, in Keras's arithmetic.
struct ReviewCoding {
  let numWords: Int?
  let skipTop: Int
  let startChar: Int32?
  let oovChar: Int32?
  let indexFrom: Int

  init(numWords: Int?, skipTop: Int, startChar: Int?, oovChar: Int?, indexFrom: Int) throws {
    self.numWords = numWords == 0 ? nil : numWords
    self.skipTop = skipTop
    self.startChar = try startChar.map { try Self.token($0, "startChar") }
    self.oovChar = try oovChar.map { try Self.token($0, "oovChar") }
    self.indexFrom = Int(try Self.token(indexFrom, "indexFrom"))
  }

  private static func token(_ value: Int, _ name: String) throws -> Int32 {
    guard let token = Int32(exactly: value) else {
      throw HornError(.value, "\(name) is \(value); expected a number of 32 bits")
    }
    return token
  }

  /// The token from which words are left out: `numWords`, or the greatest that occurs.
  func limit(_ parts: [Sequences], _ orders: [[Int]]) -> Int {
    if let numWords { return numWords }
    var limit = startChar.map(Int.init) ?? .min
    for (part, order) in zip(parts, orders) {
      // Rows that `maxlen` left out do not count.
      let kept = order.count == part.count ? part : part.selecting(order)
      if let range = Self.range(kept) { limit = max(limit, Int(range.greatest) + indexFrom) }
    }
    return limit
  }

  private static func range(_ sequences: Sequences) -> (least: Int32, greatest: Int32)? {
    guard !sequences.values.isEmpty else { return nil }
    var (least, greatest): (Int32, Int32) = (0, 0)
    horn_token_range(sequences.values, sequences.values.count, &least, &greatest)
    return (least, greatest)
  }

  /// The rows of that order as tokens.
  func encode(_ ranks: Sequences, _ order: [Int], limit: Int) throws -> Sequences {
    if let range = Self.range(ranks) {
      let (least, greatest) = (Int(range.least) + indexFrom, Int(range.greatest) + indexFrom)
      guard Int32(exactly: least) != nil, Int32(exactly: greatest) != nil else {
        throw HornError(
          .value,
          "indexFrom \(indexFrom) makes tokens from \(least) to \(greatest), which do not fit into int32")
      }
    }
    let longest = order.reduce(0) { $0 + ranks.range($1).count + 1 }
    var offsets = [0]
    offsets.reserveCapacity(order.count + 1)
    let tokens = [Int32](unsafeUninitializedCapacity: longest) { buffer, count in
      guard let target = buffer.baseAddress else { return }
      var end = 0
      ranks.values.withUnsafeBufferPointer { ranksBuffer in
        for row in order {
          if var start = startChar { end += recode(&start, 1, shift: 0, limit, into: target + end) }
          let range = ranks.range(row)
          if let source = ranksBuffer.baseAddress {
            end += recode(source + range.lowerBound, range.count, shift: indexFrom, limit, into: target + end)
          }
          offsets.append(end)
        }
      }
      count = end
    }
    return Sequences(values: tokens, offsets: offsets)
  }

  private func recode(
    _ source: UnsafePointer<Int32>, _ count: Int, shift: Int, _ limit: Int,
    into target: UnsafeMutablePointer<Int32>
  ) -> Int {
    horn_recode_tokens(
      target, source, count, Int64(shift), Int64(skipTop), Int64(limit), oovChar ?? 0, oovChar == nil ? 1 : 0)
  }
}
