/// NumPy's legacy generator, `numpy.random.RandomState(seed)`, bit for bit (MT19937).
///
/// Data sets are shuffled with it, so that their order is the one that Keras gives.
public struct MersenneTwister: Sendable {
  private var state: [UInt32]
  private var position = 624

  /// The generator as `RandomState(seed)` sets it up.
  public init(seed: UInt32) {
    var word = seed
    state = []
    state.reserveCapacity(624)
    for index in 0..<624 {
      state.append(word)
      word = 1_812_433_253 &* (word ^ (word >> 30)) &+ UInt32(index) &+ 1
    }
  }

  /// The next 32 random bits.
  public mutating func nextUInt32() -> UInt32 {
    if position == 624 { twist() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return word ^ (word >> 18)
  }

  /// A number in `0...limit`: NumPy's `random_interval`, which rejects what its bit mask lets through.
  public mutating func next(upTo limit: UInt64) -> UInt64 {
    guard limit > 0 else { return 0 }
    let mask = UInt64.max >> UInt64(limit.leadingZeroBitCount)
    while true {
      var bits = UInt64(nextUInt32())
      if limit > UInt64(UInt32.max) { bits = bits << 32 | UInt64(nextUInt32()) }
      let value = bits & mask
      if value <= limit { return value }
    }
  }

  /// Shuffles as `RandomState.shuffle` shuffles an array.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for index in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(index, Int(next(upTo: UInt64(index))))
    }
  }

  private mutating func twist() {
    state.withUnsafeMutableBufferPointer { state in
      for index in 0..<624 {
        let next = index == 623 ? 0 : index + 1
        let other = index < 227 ? index + 397 : index - 227
        let mixed = (state[index] & 0x8000_0000) | (state[next] & 0x7fff_ffff)
        state[index] = state[other] ^ (mixed >> 1) ^ (mixed & 1 == 0 ? 0 : 0x9908_b0df)
      }
    }
    position = 0
  }
}
