import HornTensor

/// The batches that a data set gives, epoch by epoch, in Keras's way with `stepsPerEpoch`.
final class DatasetBatches<Element: Sendable>: TrainingBatches {
  private let data: Dataset<Element>
  private let what: String
  private let givenSteps: Int?
  private let convert: (Element, String) throws -> TrainingBatch
  private var pass: (() throws -> Element?)?
  private var taken = 0
  private var takenInEpoch = 0
  /// A batch that was looked at before the first epoch.
  private var lookedAt: Element?
  private(set) var count: Int?

  /// - Parameters:
  ///   - what: whose data they are, for errors.
  ///   - stepsName: what the argument for the steps is called.
  ///   - convert: makes a batch of an element; it is also told how to call it in errors.
  init(
    _ data: Dataset<Element>, _ what: String, steps: Int?, stepsName: String,
    convert: @escaping (Element, String) throws -> TrainingBatch
  ) throws {
    guard steps != nil || !data.isInfinite else {
      throw HornError(
        .configuration,
        "\(what): the data set has no end, so an epoch needs \(stepsName); give it, or take(…)")
    }
    self.data = data
    self.what = what
    self.convert = convert
    givenSteps = steps
    count = data.cardinality
  }

  var steps: Int? { givenSteps ?? count }
  var stepsAreGiven: Bool { givenSteps != nil }
  var samples: Int? { nil }

  /// The first batch, which the first epoch begins with.
  ///
  /// - Throws: `HornError` where there is none.
  func first() throws -> TrainingBatch {
    try restart()
    guard let element = try pass?() else {
      throw HornError(.value, "\(what): the data set is empty; it needs at least one batch")
    }
    lookedAt = element
    return try convert(element, "\(what), batch 0 of the data set")
  }

  func beginEpoch() throws {
    takenInEpoch = 0
    guard lookedAt == nil else { return }
    if givenSteps == nil || pass == nil { try restart() }
  }

  /// Begins a pass. That before is let go first, so that a thread of it does not go on beside the new one.
  private func restart() throws {
    pass = nil
    lookedAt = nil
    taken = 0
    pass = try data.start()
  }

  func next() throws -> TrainingBatch? {
    guard let element = try nextElement() else {
      pass = nil
      count = taken
      // The last epoch took the last batch without knowing it.
      guard stepsAreGiven, takenInEpoch == 0, taken > 0 else { return nil }
      try restart()
      return try next()
    }
    let batch = try convert(element, "\(what), batch \(taken) of the data set")
    taken += 1
    takenInEpoch += 1
    if taken == count { try finishPass() }
    return batch
  }

  private func nextElement() throws -> Element? {
    if let element = lookedAt {
      lookedAt = nil
      return element
    }
    return try pass?()
  }

  /// Lets a pass come to its end after the last batch that it is known to have, as `cache` needs.
  private func finishPass() throws {
    guard try pass?() == nil else {
      throw HornError(
        .value,
        "\(what): the data set gives more than the \(taken) batches that it says it has; correct its cardinality"
      )
    }
    pass = nil
  }

  func rewind() {
    pass = nil
    lookedAt = nil
  }
}
