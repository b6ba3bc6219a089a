import HornTensor

/// The batches of tensors, epoch by epoch, in Keras's way with `stepsPerEpoch`.
final class ArrayBatches: TrainingBatches {
  private let data: TrainingBatch
  private let batchSize: Int
  private let givenSteps: Int?
  private let shuffle: Bool
  private let batches: Int
  private var taken: Int
  private var order: Tensor?

  /// - Parameters:
  ///   - batchSize: nil for what makes the steps fit the data, or for 32.
  ///   - steps: nil for as many as the data have.
  init(_ data: TrainingBatch, batchSize: Int?, steps: Int?, shuffle: Bool) {
    let size = batchSize ?? steps.map { max(1, data.count.dividedRoundingUp(by: $0)) } ?? 32
    self.data = data
    self.batchSize = size
    self.shuffle = shuffle
    givenSteps = steps
    batches = data.count.dividedRoundingUp(by: size)
    taken = batches
  }

  var steps: Int? { givenSteps ?? batches }
  var stepsAreGiven: Bool { givenSteps != nil }
  var count: Int? { batches }
  var samples: Int? { min(data.count, min(givenSteps ?? batches, batches).multipliedClamping(by: batchSize)) }

  func beginEpoch() {
    guard givenSteps == nil || taken >= batches else { return }
    taken = 0
    order = shuffle ? Random.permutation(data.count) : nil
  }

  func next() -> TrainingBatch? {
    guard taken < batches else { return nil }
    let start = taken * batchSize
    taken += 1
    return data.batch(from: start, count: min(batchSize, data.count - start), order: order)
  }

  func rewind() { taken = batches }
}
