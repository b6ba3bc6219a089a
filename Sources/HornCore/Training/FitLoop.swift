import HornTensor

/// The epochs of one call of `fit`.
struct FitLoop {
  let model: Model
  let state: CompiledState
  let step: TrainStep
  let data: Samples
  let validation: Samples?
  let batchSize: Int
  let epochs: Range<Int>
  let verbose: Verbosity
  let callbacks: [Callback]
  let shuffle: Bool
  let stepsPerEpoch: Int?
  let validationSteps: Int?
  let validationBatchSize: Int
  let validationFrequency: ValidationFrequency

  func run() throws -> History {
    var history = History()
    var logs: Logs = [:]
    var position = DataPosition(count: data.count, shuffle: shuffle)
    model.stopTraining = false
    for callback in callbacks { callback.model = model }
    for callback in callbacks { try callback.onTrainBegin() }
    for epoch in epochs where !model.stopTraining {
      for callback in callbacks { try callback.onEpochBegin(epoch) }
      if verbose.resolved != .silent, epochs.upperBound > 1 {
        Console.write("Epoch \(epoch + 1)/\(epochs.upperBound)\n")
      }
      logs = try runEpoch(epoch, &position)
      for callback in callbacks { try callback.onEpochEnd(epoch, logs: logs) }
      history.append(epoch: epoch, logs: logs)
    }
    try state.optimizer.finalizeVariableValues(model.trainableWeights)
    for callback in callbacks { try callback.onTrainEnd(logs: logs) }
    return history
  }

  private func runEpoch(_ epoch: Int, _ position: inout DataPosition) throws -> Logs {
    let steps = stepsPerEpoch ?? (data.count + batchSize - 1) / batchSize
    var bar = ProgressBar(target: steps, verbosity: verbose)
    var warned = false
    var done = 0
    state.resetMetrics()
    if stepsPerEpoch == nil { position.restart() }
    for index in 0..<steps where !model.stopTraining {
      for callback in callbacks { try callback.onTrainBatchBegin(index) }
      let (start, count, order) = position.next(batchSize)
      let loss = try step.train(data.batch(from: start, count: count, order: order))
      done = index + 1
      if loss.isNaN, !warned {
        warned = true
        printWarning(
          "the loss of model \"\(model.name)\" is not a number (NaN) at step \(done) of epoch \(epoch + 1); lower the "
            + "learning rate, clip the gradients, or look for NaN in the data. TerminateOnNaN() ends training there."
        )
      }
      if !callbacks.isEmpty {
        let logs = state.results.dictionary
        for callback in callbacks { try callback.onTrainBatchEnd(index, logs: logs) }
      }
      bar.update(done) { sorted(state.results.dictionary) }
    }
    var logs = state.results.dictionary
    var shown = sorted(logs)
    if let validation, validationFrequency.includes(epoch) {
      let result = try model.runTest(
        validation, state: state, batchSize: validationBatchSize, steps: validationSteps, callbacks: callbacks
      )
      for (name, value) in sorted(result.dictionary) {
        logs["val_" + name] = value
        shown.append(("val_" + name, value))
      }
    }
    bar.finish(done, shown)
    return logs
  }

  private func sorted(_ logs: Logs) -> [(String, Float)] {
    logs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// Where in the data training is.
struct DataPosition {
  private let count: Int
  private let shuffle: Bool
  private var start: Int
  private var order: Tensor?

  init(count: Int, shuffle: Bool) {
    self.count = count
    self.shuffle = shuffle
    start = count
  }

  /// Begins anew, in a new order if the samples are shuffled.
  mutating func restart() {
    start = 0
    order = shuffle ? Random.permutation(count) : nil
  }

  /// The next batch; at the end of the data it begins anew.
  mutating func next(_ batchSize: Int) -> (start: Int, count: Int, order: Tensor?) {
    if start >= count { restart() }
    let length = min(batchSize, count - start)
    defer { start += length }
    return (start, length, order)
  }
}
