import HornTensor

/// The dropout masks of a recurrent cell: drawn once for a sequence, the same at each step, as in Keras.
final class RecurrentDropout {
  private let dropout: Float
  private let recurrentDropout: Float
  /// One mask for all gates, or one for each.
  private let count: Int
  /// Whether a rate of 1 drops all. In Keras's cells with gates it has no effect.
  private let canDropAll: Bool
  private let generator: SeedGenerator

  /// What the inputs are multiplied with, each `[batch, features]`; empty for nothing to drop.
  private(set) var inputs: [Tensor] = []
  /// What the state is multiplied with, each `[batch, units]`; empty for nothing to drop.
  private(set) var states: [Tensor] = []

  init(_ options: RecurrentOptions, gates: Int, count: Int) {
    dropout = options.dropout
    recurrentDropout = options.recurrentDropout
    self.count = count
    canDropAll = gates == 1
    generator = SeedGenerator(seed: options.seed)
  }

  func draw(batchSize: Int, features: Int, units: Int, training: Bool) {
    guard training else { return clear() }
    inputs = masks([batchSize, features], rate: dropout)
    states = masks([batchSize, units], rate: recurrentDropout)
  }

  func clear() {
    inputs = []
    states = []
  }

  private func masks(_ shape: Shape, rate: Float) -> [Tensor] {
    guard rate > 0, rate < 1 || canDropAll else { return [] }
    return (0..<count).map { _ in Random.dropout(Tensor(ones: shape), rate, seed: generator) }
  }
}
