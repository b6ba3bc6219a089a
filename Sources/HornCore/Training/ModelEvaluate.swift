import HornTensor

extension Model {
  /// The loss and the metrics on data.
  ///
  /// - Parameters:
  ///   - x: the inputs, `[samples, …]`: a tensor, a list, or tensors by the inputs' names.
  ///   - y: the targets, in the same forms by output; nil where the layers add the losses.
  ///   - batchSize: samples a step; nil for 32, or for what makes `steps` fit the data.
  ///   - sampleWeight: a weight a sample, `[samples]`, or a step, `[samples, time]`; for all outputs or for each.
  ///   - steps: steps to run; nil for all data.
  /// - Throws: `HornError` where the data do not fit the model or each other.
  @discardableResult
  public func evaluate(
    _ x: any TensorStructure, _ y: (any TensorStructure)? = nil, batchSize: Int? = nil,
    verbose: Verbosity = .auto, sampleWeight: (any TensorStructure)? = nil, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> Evaluation {
    _ = try compiledState(for: "evaluate")
    try Self.check([("batchSize", batchSize), ("steps", steps)], "evaluate")
    let data = try trainingData(x, y, sampleWeight: sampleWeight, what: "evaluate")
    let step = try currentStep(for: "evaluate", data.inputs)
    return try evaluate(
      ArrayBatches(data, batchSize: batchSize, steps: steps, shuffle: false), step, verbose, callbacks)
  }

  /// As the form that gives an ``Evaluation``, for a model with one metric: `let (loss, accuracy) = …`.
  @_disfavoredOverload
  public func evaluate(
    _ x: any TensorStructure, _ y: (any TensorStructure)? = nil, batchSize: Int? = nil,
    verbose: Verbosity = .auto, sampleWeight: (any TensorStructure)? = nil, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> (loss: Float, metric: Float) {
    let result: Evaluation = try evaluate(
      x, y, batchSize: batchSize, verbose: verbose, sampleWeight: sampleWeight, steps: steps,
      callbacks: callbacks)
    return try pair(result)
  }

  /// The loss and the metric of a model that has one.
  func pair(_ result: Evaluation) throws -> (loss: Float, metric: Float) {
    guard result.count == 2 else {
      throw HornError(
        .state, "evaluate: two values are taken, but model \"\(name)\" gives \(result.count): \(result.names)"
      )
    }
    return (result[0], result[1])
  }

  func evaluate(
    _ batches: any TrainingBatches, _ step: TrainStep, _ verbose: Verbosity, _ callbacks: [Callback]
  ) throws -> Evaluation {
    for callback in callbacks {
      callback.model = self
      callback.params = CallbackParameters(epochs: 1, steps: batches.steps, verbose: verbose)
    }
    var bar = ProgressBar(target: batches.steps, verbosity: verbose)
    try runTest(batches, step, "steps", callbacks) { done in bar.update(done) { step.shown } }
    bar.finish(step.shown)
    return step.evaluation
  }

  func runTest(
    _ batches: any TrainingBatches, _ step: TrainStep, _ stepsName: String, _ callbacks: [Callback],
    _ progress: (Int) -> Void = { _ in }
  ) throws {
    step.reset()
    try batches.beginEpoch()
    for callback in callbacks { try callback.onTestBegin() }
    try batches.forEachStep("evaluate", stepsName) { index, batch in
      for callback in callbacks { try callback.onTestBatchBegin(index) }
      try step.test(batch)
      if !callbacks.isEmpty {
        let logs = step.logs
        for callback in callbacks { try callback.onTestBatchEnd(index, logs: logs) }
      }
      progress(index + 1)
      return true
    }
    guard !callbacks.isEmpty else { return }
    let logs = step.logs
    for callback in callbacks { try callback.onTestEnd(logs: logs) }
  }

  /// The loss and the metrics on one batch alone.
  ///
  /// - Throws: `HornError` where the data do not fit the model or each other.
  public func testOnBatch(
    _ x: any TensorStructure, _ y: (any TensorStructure)? = nil, sampleWeight: (any TensorStructure)? = nil
  ) throws -> Evaluation {
    _ = try compiledState(for: "testOnBatch")
    let batch = try trainingData(x, y, sampleWeight: sampleWeight, what: "testOnBatch")
    let step = try currentStep(for: "testOnBatch", batch.inputs)
    step.reset()
    try step.test(batch)
    return step.evaluation
  }
}
