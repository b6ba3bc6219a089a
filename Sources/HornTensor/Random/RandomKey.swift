/// A place in the random stream: a seed, and how many draws came before.
public struct RandomKey: Hashable, Sendable {
  public let seed: UInt64
  public let draw: UInt64

  public init(seed: UInt64, draw: UInt64) {
    self.seed = seed
    self.draw = draw
  }
}
