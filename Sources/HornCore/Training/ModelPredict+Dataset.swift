import HornTensor

extension Model {
  /// The output for a data set of batches of inputs.
  ///
  /// - Parameter steps: steps to run; nil for a pass. A data set without end needs it.
  /// - Returns: `[samples, …]`; take `[Tensor]` or `[String: Tensor]` from a model with several outputs.
  /// - Throws: `HornError` where a batch does not fit the model, or outputs of batches differ in more than the number of
  ///   samples; and what the data set throws.
  public func predict<X: TensorStructure>(
    _ data: Dataset<X>, verbose: Verbosity = .auto, steps: Int? = nil, callbacks: [Callback] = []
  ) throws -> Tensor {
    try only(predictAll(data, verbose, steps, callbacks))
  }

  /// All outputs for batches of inputs, in the model's order.
  @_disfavoredOverload
  public func predict<X: TensorStructure>(
    _ data: Dataset<X>, verbose: Verbosity = .auto, steps: Int? = nil, callbacks: [Callback] = []
  ) throws -> [Tensor] {
    try predictAll(data, verbose, steps, callbacks)
  }

  /// The two outputs for batches of inputs: `let (score, label) = try model.predict(data)`.
  @_disfavoredOverload
  public func predict<X: TensorStructure>(
    _ data: Dataset<X>, verbose: Verbosity = .auto, steps: Int? = nil, callbacks: [Callback] = []
  ) throws -> (Tensor, Tensor) {
    try two(predictAll(data, verbose, steps, callbacks))
  }

  /// All outputs for batches of inputs, by name.
  @_disfavoredOverload
  public func predict<X: TensorStructure>(
    _ data: Dataset<X>, verbose: Verbosity = .auto, steps: Int? = nil, callbacks: [Callback] = []
  ) throws -> [String: Tensor] {
    try named(predictAll(data, verbose, steps, callbacks))
  }

  /// The output for the inputs of a data set of batches `(x, y)` or `(x, y, sampleWeight)`; the rest is passed over.
  public func predict<X: TensorStructure, Y: TensorStructure, each W: TensorStructure>(
    _ data: Dataset<(X, Y, repeat each W)>, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> Tensor {
    try only(predictAll(data, verbose, steps, callbacks))
  }

  /// All outputs for batches with targets, in the model's order.
  @_disfavoredOverload
  public func predict<X: TensorStructure, Y: TensorStructure, each W: TensorStructure>(
    _ data: Dataset<(X, Y, repeat each W)>, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> [Tensor] {
    try predictAll(data, verbose, steps, callbacks)
  }

  /// The two outputs for batches with targets: `let (score, label) = try model.predict(data)`.
  @_disfavoredOverload
  public func predict<X: TensorStructure, Y: TensorStructure, each W: TensorStructure>(
    _ data: Dataset<(X, Y, repeat each W)>, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> (Tensor, Tensor) {
    try two(predictAll(data, verbose, steps, callbacks))
  }

  /// All outputs for batches with targets, by name.
  @_disfavoredOverload
  public func predict<X: TensorStructure, Y: TensorStructure, each W: TensorStructure>(
    _ data: Dataset<(X, Y, repeat each W)>, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> [String: Tensor] {
    try named(predictAll(data, verbose, steps, callbacks))
  }

  private func predictAll<X: TensorStructure>(
    _ data: Dataset<X>, _ verbose: Verbosity, _ steps: Int?, _ callbacks: [Callback]
  ) throws -> [Tensor] {
    try Self.check([("steps", steps)], "predict")
    let batches = try self.batches(data, "predict", steps: steps, stepsName: "steps")
    try ensureReady(batches.first().inputs)
    return try predict(batches, verbose, callbacks)
  }

  private func predictAll<X: TensorStructure, Y: TensorStructure, each W: TensorStructure>(
    _ data: Dataset<(X, Y, repeat each W)>, _ verbose: Verbosity, _ steps: Int?, _ callbacks: [Callback]
  ) throws -> [Tensor] {
    try Self.check([("steps", steps)], "predict")
    let batches = try self.batches(data, "predict", steps: steps, stepsName: "steps", inputsOnly: true)
    try ensureReady(batches.first().inputs)
    return try predict(batches, verbose, callbacks)
  }
}
