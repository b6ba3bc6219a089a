import HornTensor

extension Model {
  /// The loss and the metrics on a data set of batches `(x, y)` or `(x, y, sampleWeight)`.
  ///
  /// - Parameter steps: steps to run; nil for a pass. A data set without end needs it.
  /// - Throws: `HornError` where a batch does not fit the model, and what the data set throws.
  @discardableResult
  public func evaluate<X: TensorStructure, Y: TensorStructure, each W: TensorStructure>(
    _ data: Dataset<(X, Y, repeat each W)>, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> Evaluation {
    try prepareEvaluation(steps)
    let batches = try self.batches(data, "evaluate", steps: steps, stepsName: "steps")
    let step = try currentStep(for: "evaluate", batches.first().inputs)
    return try evaluate(batches, step, verbose, callbacks)
  }

  /// The loss on a data set of batches of inputs, of a model whose layers add the losses.
  ///
  /// The arguments and errors are those of the form with targets.
  @discardableResult
  public func evaluate<X: TensorStructure>(
    _ data: Dataset<X>, verbose: Verbosity = .auto, steps: Int? = nil, callbacks: [Callback] = []
  ) throws -> Evaluation {
    try prepareEvaluation(steps)
    let batches = try self.batches(data, "evaluate", steps: steps, stepsName: "steps")
    let step = try currentStep(for: "evaluate", batches.first().inputs)
    return try evaluate(batches, step, verbose, callbacks)
  }

  /// As the form that gives an ``Evaluation``, for a model with one metric: `let (loss, accuracy) = …`.
  @_disfavoredOverload
  public func evaluate<X: TensorStructure, Y: TensorStructure, each W: TensorStructure>(
    _ data: Dataset<(X, Y, repeat each W)>, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> (loss: Float, metric: Float) {
    let result: Evaluation = try evaluate(data, verbose: verbose, steps: steps, callbacks: callbacks)
    return try pair(result)
  }

  private func prepareEvaluation(_ steps: Int?) throws {
    _ = try compiledState(for: "evaluate")
    try Self.check([("steps", steps)], "evaluate")
  }
}
