/// Where random numbers come from: an integer, or a ``SeedGenerator``.
///
/// An integer gives the same numbers at each call, a generator new ones:
///
///     Random.normal(shape: [2], seed: 42)
///     Random.normal(shape: [2], seed: generator)
public protocol RandomSeed: Sendable {
  /// The place in the random stream for one draw.
  func nextKey() -> RandomKey
}

extension Int: RandomSeed {
  public func nextKey() -> RandomKey { RandomKey(seed: UInt64(bitPattern: Int64(self)), draw: 0) }
}
