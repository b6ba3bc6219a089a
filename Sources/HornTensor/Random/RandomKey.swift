/// A place in the random stream: a seed, and how many draws came before.
public struct RandomKey: Hashable, Sendable {
  /// Which stream of random numbers it is.
  public let seed: UInt64
  /// How many draws from the stream came before.
  public let draw: UInt64

  /// A place for a ``RandomSeed`` of one's own to give; the same place gives the same numbers.
  public init(seed: UInt64, draw: UInt64) {
    self.seed = seed
    self.draw = draw
  }
}
