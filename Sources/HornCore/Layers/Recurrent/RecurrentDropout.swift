import HornTensor

/// The dropout masks of a recurrent cell: drawn once for a sequence, the same at each step, as in Keras.
final class RecurrentDropout {
  private let dropout: Float
  private let recurrentDropout: Float
  private let generator: SeedGenerator

  /// What the inputs are multiplied with, `[batch, features]`; nil for nothing to drop.
  private(set) var inputs: Tensor?
  /// What the state is multiplied with, `[batch, units]`; nil for nothing to drop.
  private(set) var states: Tensor?

  init(dropout: Float, recurrentDropout: Float, seed: Int?) {
    self.dropout = dropout
    self.recurrentDropout = recurrentDropout
    generator = SeedGenerator(seed: seed)
  }

  func draw(batchSize: Int, features: Int, units: Int, training: Bool) {
    guard training else { return clear() }
    inputs = mask([batchSize, features], rate: dropout)
    states = mask([batchSize, units], rate: recurrentDropout)
  }

  func clear() {
    inputs = nil
    states = nil
  }

  private func mask(_ shape: Shape, rate: Float) -> Tensor? {
    rate > 0 ? Random.dropout(Tensor(ones: shape), rate, seed: generator) : nil
  }
}
