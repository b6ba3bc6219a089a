import HornTensor

extension Model {
  /// The output for a data set of batches of inputs; targets and weights beside them are passed over.
  ///
  /// - Parameter steps: steps to run; nil for a pass. A data set without end needs it.
  /// - Returns: `[samples, …]`; take `[Tensor]` or `[String: Tensor]` from a model with several outputs.
  /// - Throws: `HornError` where a batch does not fit the model, or outputs of batches differ in more than the number of
  ///   samples; and what the data set throws.
  public func predict<each Part: TensorStructure>(
    _ data: Dataset<(repeat each Part)>, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> Tensor {
    try only(predictAll(data, verbose, steps, callbacks))
  }

  /// All outputs for the batches, in the model's order.
  @_disfavoredOverload
  public func predict<each Part: TensorStructure>(
    _ data: Dataset<(repeat each Part)>, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> [Tensor] {
    try predictAll(data, verbose, steps, callbacks)
  }

  /// The two outputs for the batches: `let (score, label) = try model.predict(data)`.
  @_disfavoredOverload
  public func predict<each Part: TensorStructure>(
    _ data: Dataset<(repeat each Part)>, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> (Tensor, Tensor) {
    try two(predictAll(data, verbose, steps, callbacks))
  }

  /// All outputs for the batches, by name.
  @_disfavoredOverload
  public func predict<each Part: TensorStructure>(
    _ data: Dataset<(repeat each Part)>, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> [String: Tensor] {
    try named(predictAll(data, verbose, steps, callbacks))
  }

  private func predictAll<each Part: TensorStructure>(
    _ data: Dataset<(repeat each Part)>, _ verbose: Verbosity, _ steps: Int?, _ callbacks: [Callback]
  ) throws -> [Tensor] {
    try Self.check([("steps", steps)], "predict")
    let batches = try self.batches(data, "predict", steps: steps, stepsName: "steps", inputsOnly: true)
    try ensureReady(batches.first().inputs)
    return try predict(batches, verbose, callbacks)
  }
}
