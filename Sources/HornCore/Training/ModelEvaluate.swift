import HornTensor

extension Model {
  /// The loss and the metrics on data.
  ///
  /// - Parameters:
  ///   - batchSize: samples a step; nil for 32.
  ///   - steps: steps to run; nil for all data.
  /// - Throws: `HornError` where the data do not fit the model or each other.
  @discardableResult
  public func evaluate(
    _ x: Tensor, _ y: Tensor? = nil, batchSize: Int? = nil, verbose: Verbosity = .auto,
    sampleWeight: Tensor? = nil, steps: Int? = nil, callbacks: [Callback] = []
  ) throws -> Evaluation {
    let state = try compiledState(for: "evaluate")
    let batchSize = try Self.positive(batchSize ?? 32, "batchSize")
    let data = try Samples(x: [x], y: y.map { [$0] } ?? [], sampleWeight: sampleWeight, what: "evaluate")
    try ensureBuilt(batchOf: data.x[0])
    for callback in callbacks { callback.model = self }
    let total = min(steps ?? .max, (data.count + batchSize - 1) / batchSize)
    var bar = ProgressBar(target: total, verbosity: verbose)
    let result = try runTest(data, state: state, batchSize: batchSize, steps: steps, callbacks: callbacks) {
      done in bar.update(done) { sortedByName(state.results) }
    }
    bar.finish(total, sortedByName(result))
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
    _ data: Samples, state: CompiledState, batchSize: Int, steps: Int?, callbacks: [Callback],
    _ progress: (Int) -> Void = { _ in }
  ) throws -> Evaluation {
    let step = TrainStep(self, state)
    let total = min(steps ?? .max, (data.count + batchSize - 1) / batchSize)
    state.resetMetrics()
    for callback in callbacks { try callback.onTestBegin() }
    for index in 0..<total {
      for callback in callbacks { try callback.onTestBatchBegin(index) }
      let start = index * batchSize
      try step.test(data.batch(from: start, count: min(batchSize, data.count - start), order: nil))
      if !callbacks.isEmpty {
        let logs = state.results.dictionary
        for callback in callbacks { try callback.onTestBatchEnd(index, logs: logs) }
      }
      progress(index + 1)
    }
    for callback in callbacks { try callback.onTestEnd(logs: state.results.dictionary) }
    return state.results
  }

  private func sortedByName(_ result: Evaluation) -> [(String, Float)] {
    Array(zip(result.names, result.values)).sorted { $0.0 < $1.0 }
  }

  /// The loss and the metrics on one batch.
  public func testOnBatch(_ x: Tensor, _ y: Tensor? = nil, sampleWeight: Tensor? = nil) throws -> Evaluation {
    try evaluate(x, y, batchSize: max(1, x.shape.first ?? 1), verbose: .silent, sampleWeight: sampleWeight)
  }
}
