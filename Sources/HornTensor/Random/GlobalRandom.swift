import HornKernels

/// The generator behind everything that was given no seed.
final class GlobalRandom: @unchecked Sendable {
  // Sendable: what changes is behind the lock.
  static let shared = GlobalRandom()

  // Streams of one seed with different uses.
  private static let drawStream: UInt64 = 1 << 62
  private static let seedStream: UInt64 = 1 << 63

  private let lock = Lock()
  private var seed: UInt64?
  private var draws: UInt64 = 0
  private var seeds: UInt64 = 0

  func reset(_ newSeed: UInt64) {
    lock.withLock {
      seed = newSeed
      draws = 0
      seeds = 0
    }
  }

  func nextKey() -> RandomKey {
    lock.withLock {
      defer { draws &+= 1 }
      return RandomKey(seed: currentSeed(), draw: Self.drawStream | draws)
    }
  }

  /// A number from 1 to 1,000,000,000.
  func defaultSeed() -> Int {
    lock.withLock {
      var words: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
      let seed = currentSeed()
      withUnsafeMutableBytes(of: &words) { bytes in
        horn_random_block(
          bytes.assumingMemoryBound(to: UInt32.self).baseAddress, seeds, seed, Self.seedStream)
      }
      seeds &+= 1
      let bits = UInt64(words.0) << 32 | UInt64(words.1)
      return 1 + Int(bits.multipliedFullWidth(by: 1_000_000_000).high)
    }
  }

  private func currentSeed() -> UInt64 {
    if let seed { return seed }
    var system = SystemRandomNumberGenerator()
    let fresh = system.next()
    seed = fresh
    return fresh
  }
}

/// Makes everything random that follows repeatable: initial weights, dropout, shuffling
/// (Keras's `set_random_seed`).
///
/// Without it, the seed comes from the system.
public func setRandomSeed(_ seed: UInt64) { GlobalRandom.shared.reset(seed) }
