import HornTensor

/// The epochs of one call of `fit`.
struct FitLoop {
  let model: Model
  let state: CompiledState
  let step: TrainStep
  let validation: (any TrainingBatches)?
  let arguments: FitArguments

  func run(_ batches: any TrainingBatches) throws -> History {
    let callbacks = arguments.callbacks
    let (epochs, verbose) = (arguments.range, arguments.verbose)
    var history = History()
    model.history = history
    model.stopTraining = false
    for callback in callbacks {
      callback.model = model
      callback.params = CallbackParameters(epochs: epochs.upperBound, steps: batches.steps, verbose: verbose)
    }
    do {
      var logs: Logs = [:]
      for callback in callbacks { try callback.onTrainBegin() }
      for epoch in epochs {
        for callback in callbacks { try callback.onEpochBegin(epoch) }
        if verbose.resolved != .silent, epochs.upperBound > 1 {
          Console.write("Epoch \(epoch + 1)/\(epochs.upperBound)\n")
        }
        logs = try runEpoch(epoch, batches)
        history.append(epoch: epoch, logs: logs)
        model.history = history
        if model.stopTraining { break }
      }
      try finish()
      for callback in callbacks { try callback.onTrainEnd(logs: logs) }
    } catch {
      // As in Keras, also where training breaks off; the first error is the one to tell.
      try? finish()
      throw error
    }
    return history
  }

  /// Puts the moving averages into the weights, where the optimizer keeps some.
  private func finish() throws {
    guard state.optimizer.built, state.optimizer.iterations > 0 else { return }
    try state.optimizer.finalizeVariableValues(step.variables)
  }

  /// Says of an error in the data which batch it is in: the batch's own positions say little where it is shuffled.
  private func located<R>(epoch: Int, step: Int, _ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let error as HornError where error.kind == .value {
      throw HornError(
        .value,
        "fit, epoch \(epoch + 1), step \(step + 1) (positions are those in the batch): \(error.message)")
    }
  }

  private func runEpoch(_ epoch: Int, _ batches: any TrainingBatches) throws -> Logs {
    let callbacks = arguments.callbacks
    var bar = ProgressBar(target: batches.steps, verbosity: arguments.verbose)
    var warned = false
    step.reset()
    try batches.beginEpoch()
    try batches.forEachStep("fit", "stepsPerEpoch") { index, batch in
      for callback in callbacks { try callback.onTrainBatchBegin(index) }
      let loss = try located(epoch: epoch, step: index) { try step.train(batch) }
      if loss.isNaN, !warned {
        warned = true
        printWarning(
          "the loss of model \"\(model.name)\" is not a number (NaN) at step \(index + 1) of epoch \(epoch + 1); lower the "
            + "learning rate, clip the gradients, or look for NaN in the data. TerminateOnNaN() ends training there."
        )
      }
      if !callbacks.isEmpty {
        let logs = step.logs
        for callback in callbacks { try callback.onTrainBatchEnd(index, logs: logs) }
      }
      bar.update(index + 1) { step.shown }
      return !model.stopTraining
    }
    var logs = step.logs
    var shown = step.shown
    if let validation, arguments.validationFreq.includes(epoch) {
      validation.rewind()
      try model.runTest(validation, step, "validationSteps", callbacks)
      for (name, value) in step.shown {
        shown.append(("val_" + name, value))
        logs["val_" + name] = value
      }
    }
    for callback in callbacks { try callback.onEpochEnd(epoch, logs: &logs) }
    shown = shown.map { ($0.0, logs[$0.0] ?? $0.1) }
    let known = Set(shown.map(\.0))
    shown += logs.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    bar.finish(shown)
    return logs
  }
}
