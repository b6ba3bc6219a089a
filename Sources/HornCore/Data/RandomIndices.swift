import HornKernels
import HornTensor

/// Random places, one after the other, from one stream of Philox.
struct RandomIndices {
  private let key: UInt64
  private let stream: UInt64
  private var block: UInt64 = 0
  private var words: [UInt32] = [0, 0, 0, 0]
  private var used = 4

  init(seed: Int, stream: UInt64) {
    key = UInt64(bitPattern: Int64(seed))
    self.stream = stream
  }

  private mutating func nextWord() -> UInt32 {
    if used == 4 {
      horn_random_block(&words, block, key, stream)
      block += 1
      used = 0
    }
    defer { used += 1 }
    return words[used]
  }

  /// A number from 0 to below the count, each as likely to within 2^-32 of it.
  mutating func next(below count: Int) -> Int {
    let bits = UInt64(nextWord()) << 32 | UInt64(nextWord())
    return Int(bits.multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Brings the elements into random order (Fisher and Yates).
  mutating func shuffle<T>(_ elements: inout [T]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, next(below: last + 1))
    }
  }
}
