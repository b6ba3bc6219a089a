import HornTensor

extension Model {
  /// The loss and the metrics on data.
  ///
  /// - Parameters:
  ///   - x: the inputs, `[samples, …]`.
  ///   - y: the targets, `[samples, …]`; nil where the layers add the losses.
  ///   - batchSize: samples a step; nil for 32, or for what makes `steps` fit the data.
  ///   - sampleWeight: a weight a sample, `[samples]`, or a step, `[samples, time]`.
  ///   - steps: steps to run; nil for all data.
  /// - Throws: `HornError` where the data do not fit the model or each other.
  @discardableResult
  public func evaluate(
    _ x: Tensor, _ y: Tensor? = nil, batchSize: Int? = nil, verbose: Verbosity = .auto,
    sampleWeight: Tensor? = nil, steps: Int? = nil, callbacks: [Callback] = []
  ) throws -> Evaluation {
    let state = try compiledState(for: "evaluate")
    try Self.check([("batchSize", batchSize), ("steps", steps)], "evaluate")
    let data = try Samples(
      x: [fitting(x)], y: y.map { [$0] } ?? [], sampleWeight: sampleWeight, what: "evaluate")
    let batchSize = TrainingBatches.size(batchSize, samples: data.count, steps: steps)
    try ensureBuilt(batchOf: data.x[0])
    let total = steps ?? (data.count + batchSize - 1) / batchSize
    for callback in callbacks {
      callback.model = self
      callback.params = CallbackParameters(epochs: 1, steps: total, verbose: verbose)
    }
    var bar = ProgressBar(target: total, verbosity: verbose)
    let result = try runTest(
      data, TrainStep(self, state), state, batchSize: batchSize, steps: steps, callbacks: callbacks
    ) { done in bar.update(done) { state.shownResults } }
    bar.finish(state.shownResults)
    return result
  }

  /// As the form that gives an ``Evaluation``, for a model with one metric: `let (loss, accuracy) = …`.
  @_disfavoredOverload
  public func evaluate(
    _ x: Tensor, _ y: Tensor? = nil, batchSize: Int? = nil, verbose: Verbosity = .auto,
    sampleWeight: Tensor? = nil, steps: Int? = nil, callbacks: [Callback] = []
  ) throws -> (loss: Float, metric: Float) {
    let result: Evaluation = try evaluate(
      x, y, batchSize: batchSize, verbose: verbose, sampleWeight: sampleWeight, steps: steps,
      callbacks: callbacks)
    guard result.count == 2 else {
      throw HornError(
        .state, "evaluate: two values are taken, but model \"\(name)\" gives \(result.count): \(result.names)"
      )
    }
    return (result[0], result[1])
  }

  func runTest(
    _ data: Samples, _ step: TrainStep, _ state: CompiledState, batchSize: Int, steps: Int?,
    callbacks: [Callback], _ progress: (Int) -> Void = { _ in }
  ) throws -> Evaluation {
    let count = (data.count + batchSize - 1) / batchSize
    state.resetMetrics()
    for callback in callbacks { try callback.onTestBegin() }
    for index in 0..<min(steps ?? count, count) {
      for callback in callbacks { try callback.onTestBatchBegin(index) }
      let start = index * batchSize
      try step.test(data.batch(from: start, count: min(batchSize, data.count - start), order: nil))
      if !callbacks.isEmpty {
        let logs = state.results.dictionary
        for callback in callbacks { try callback.onTestBatchEnd(index, logs: logs) }
      }
      progress(index + 1)
    }
    if let steps, steps > count { TrainingBatches.warnOfEnd("evaluate", "steps", steps, count: count) }
    let results = state.results
    for callback in callbacks { try callback.onTestEnd(logs: results.dictionary) }
    return results
  }

  /// The loss and the metrics on one batch.
  ///
  /// - Throws: `HornError` where the data do not fit the model or each other.
  public func testOnBatch(_ x: Tensor, _ y: Tensor? = nil, sampleWeight: Tensor? = nil) throws -> Evaluation {
    try evaluate(x, y, batchSize: max(1, x.shape.first ?? 1), verbose: .silent, sampleWeight: sampleWeight)
  }
}
