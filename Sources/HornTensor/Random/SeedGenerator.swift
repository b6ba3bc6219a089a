/// A seed that gives new random numbers at each use (Keras's `SeedGenerator`).
///
///     let generator = SeedGenerator(seed: 42)
///     let first = Random.normal(shape: [2, 3], seed: generator)
///     let second = Random.normal(shape: [2, 3], seed: generator)
public final class SeedGenerator: RandomSeed, @unchecked Sendable {
  // Sendable: the count of draws is behind the lock.
  /// The seed that was given; nil for one drawn from the global generator.
  public let initialSeed: Int?
  /// The name under which Keras's configurations keep it; no number depends on it.
  public let name: String
  private let seed: UInt64
  private let lock = Lock()
  private var draws: UInt64 = 0

  /// A generator that stands at its first draw.
  ///
  /// - Parameter seed: nil draws one from the global generator, which ``setRandomSeed(_:)`` fixes.
  public init(seed: Int? = nil, name: String = "seed_generator") {
    self.name = name
    initialSeed = seed
    self.seed = UInt64(bitPattern: Int64(seed ?? SeedGenerator.makeDefaultSeed()))
  }

  /// The key of the next draw; each call gives another.
  public func next() -> RandomKey {
    lock.withLock {
      defer { draws &+= 1 }
      return RandomKey(seed: seed, draw: draws)
    }
  }

  public func nextKey() -> RandomKey { next() }

  /// The seed and the number of draws so far.
  public var state: RandomKey { lock.withLock { RandomKey(seed: seed, draw: draws) } }

  /// A seed from 1 to 1,000,000,000 from the global generator, for something that was given none.
  public static func makeDefaultSeed() -> Int { GlobalRandom.shared.defaultSeed() }
}
