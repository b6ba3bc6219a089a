import HornTensor

/// Where the batches of a run come from, epoch by epoch.
protocol TrainingBatches: AnyObject {
  /// Steps of an epoch; nil where that is known only after a pass through the data.
  var steps: Int? { get }

  /// Whether the steps of an epoch were given, not found out.
  var stepsAreGiven: Bool { get }

  /// How many batches the data have; nil where that is known only after a pass.
  var count: Int? { get }

  /// How many samples a run has; nil where that is not known before.
  var samples: Int? { get }

  /// Begins an epoch. If the steps are not given, it begins with the first sample; else it goes on where the last one
  /// ended, and begins anew only where the data had ended.
  func beginEpoch() throws

  /// The next batch; nil at the end of the data, which also ends the epoch.
  func next() throws -> TrainingBatch?

  /// Lets the next epoch begin with the first sample in any case.
  func rewind()
}

extension TrainingBatches {
  /// The batches of an epoch that has begun, with their numbers; fewer than the steps where the data end before.
  ///
  /// - Parameters:
  ///   - name: what the argument for the steps is called.
  ///   - body: returns whether the epoch goes on.
  func forEachStep(
    _ what: String, _ name: String, _ body: (Int, TrainingBatch) throws -> Bool
  ) throws {
    var index = 0
    while steps.map({ index < $0 }) ?? true {
      guard let batch = try next() else {
        if let steps { warnOfEnd(what, name, steps) }
        return
      }
      guard try body(index, batch) else { return }
      index += 1
    }
  }

  /// Says that an epoch or a run had fewer batches than it was to have.
  private func warnOfEnd(_ what: String, _ name: String, _ steps: Int) {
    guard stepsAreGiven else {
      printWarning(
        "\(what): the data set ended after \(count.map(String.init) ?? "some") batches, though it said that it has "
          + "\(steps).")
      return
    }
    printWarning(
      "\(what): the data ended before \(name) \(steps) was reached: they have \(count ?? 0) batches. What is left of them "
        + "at the end of an epoch begins the next one, which is then shorter. A data set goes on with repeat()."
    )
  }
}
