import HornTensor

/// The batches of a training, epoch by epoch, in Keras's way with `stepsPerEpoch`.
struct TrainingBatches {
  let data: TrainingBatch
  let batchSize: Int
  let stepsPerEpoch: Int?
  let shuffle: Bool
  /// How many batches the data have.
  let count: Int
  private var taken = 0
  private var order: Tensor?

  init(_ data: TrainingBatch, batchSize: Int, stepsPerEpoch: Int?, shuffle: Bool) {
    self.data = data
    self.batchSize = batchSize
    self.stepsPerEpoch = stepsPerEpoch
    self.shuffle = shuffle
    count = (data.count + batchSize - 1) / batchSize
    taken = count
  }

  /// Steps of an epoch.
  var steps: Int { stepsPerEpoch ?? count }

  /// Begins an epoch. Without `stepsPerEpoch` it begins with the first sample, in a new order if they are shuffled;
  /// with it, it goes on where the last one ended.
  mutating func beginEpoch() {
    guard stepsPerEpoch == nil || taken >= count else { return }
    taken = 0
    order = shuffle ? Random.permutation(data.count) : nil
  }

  /// The next batch; nil at the end of the data, which also ends the epoch.
  mutating func next() -> TrainingBatch? {
    guard taken < count else { return nil }
    let start = taken * batchSize
    taken += 1
    return data.batch(from: start, count: min(batchSize, data.count - start), order: order)
  }

  /// TrainingBatch a step: what was given, else what makes the steps fit the data, else 32.
  static func size(_ given: Int?, samples: Int, steps: Int?) -> Int {
    given ?? steps.map { max(1, (samples + $0 - 1) / $0) } ?? 32
  }

  /// Says that an epoch or a run had fewer batches than it was to have.
  static func warnOfEnd(_ what: String, _ name: String, _ steps: Int, count: Int) {
    printWarning(
      "\(what): the data ended before \(name) \(steps) was reached: they have \(count) batches. What is left of them at "
        + "the end of an epoch begins the next one, which is then shorter.")
  }
}
