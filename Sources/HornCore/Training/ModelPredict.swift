import HornTensor

extension Model {
  /// The output for inputs, computed batch by batch.
  ///
  /// - Parameters:
  ///   - x: the inputs, `[samples, …]`: a tensor, a list, or tensors by the inputs' names.
  ///   - batchSize: samples a step; nil for 32, or for what makes `steps` fit the data.
  ///   - steps: steps to run; nil for all data.
  /// - Returns: `[samples, …]`; take `[Tensor]` or `[String: Tensor]` from a model with several outputs.
  /// - Throws: `HornError` where the inputs do not fit the model.
  public func predict(
    _ x: any TensorStructure, batchSize: Int? = nil, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> Tensor {
    try only(predictAll(x, batchSize: batchSize, verbose: verbose, steps: steps, callbacks: callbacks))
  }

  /// All outputs for inputs, in the model's order.
  @_disfavoredOverload
  public func predict(
    _ x: any TensorStructure, batchSize: Int? = nil, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> [Tensor] {
    try predictAll(x, batchSize: batchSize, verbose: verbose, steps: steps, callbacks: callbacks)
  }

  /// The two outputs for inputs: `let (score, label) = try model.predict(x)`.
  @_disfavoredOverload
  public func predict(
    _ x: any TensorStructure, batchSize: Int? = nil, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> (Tensor, Tensor) {
    try two(predictAll(x, batchSize: batchSize, verbose: verbose, steps: steps, callbacks: callbacks))
  }

  /// All outputs for inputs, by name.
  @_disfavoredOverload
  public func predict(
    _ x: any TensorStructure, batchSize: Int? = nil, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> [String: Tensor] {
    try named(predictAll(x, batchSize: batchSize, verbose: verbose, steps: steps, callbacks: callbacks))
  }

  func only(_ outputs: [Tensor]) throws -> Tensor {
    guard outputs.count == 1 else {
      throw HornError(
        .shape,
        "predict: one output is taken, but model \"\(name)\" gives \(outputs.count)\(OutputNames.listed(outputNames)); "
          + "take [Tensor] or [String: Tensor]")
    }
    return outputs[0]
  }

  func two(_ outputs: [Tensor]) throws -> (Tensor, Tensor) {
    guard outputs.count == 2 else {
      throw HornError(
        .shape, "predict: two outputs are taken, but model \"\(name)\" gives \(outputs.count)")
    }
    return (outputs[0], outputs[1])
  }

  func named(_ outputs: [Tensor]) throws -> [String: Tensor] {
    let names = outputNames
    guard names.count == outputs.count else {
      throw HornError(
        .state, "predict: the outputs of model \"\(name)\" have no names; take [Tensor]")
    }
    return Dictionary(zip(names, outputs)) { first, _ in first }
  }

  private func predictAll(
    _ x: any TensorStructure, batchSize: Int?, verbose: Verbosity, steps: Int?, callbacks: [Callback]
  ) throws -> [Tensor] {
    try Self.check([("batchSize", batchSize), ("steps", steps)], "predict")
    let data = try trainingData(x, what: "predict")
    try ensureReady(data.inputs)
    return try predict(
      ArrayBatches(data, batchSize: batchSize, steps: steps, shuffle: false), verbose, callbacks)
  }

  /// The outputs for batches of a model whose weights are there.
  func predict(
    _ batches: any TrainingBatches, _ verbose: Verbosity, _ callbacks: [Callback]
  ) throws -> [Tensor] {
    for callback in callbacks {
      callback.model = self
      callback.params = CallbackParameters(epochs: 1, steps: batches.steps, verbose: verbose)
    }
    var bar = ProgressBar(target: batches.steps, verbosity: verbose)
    var outputs = PredictedOutputs(model: name, samples: batches.samples)
    for callback in callbacks { try callback.onPredictBegin() }
    try batches.beginEpoch()
    try batches.forEachStep("predict", "steps") { index, batch in
      for callback in callbacks { try callback.onPredictBatchBegin(index) }
      try outputs.append(predictStep(batch).map { $0.viewed(as: $0.shape) }, count: batch.count)
      for callback in callbacks { try callback.onPredictBatchEnd(index) }
      bar.update(index + 1) { [] }
      return true
    }
    for callback in callbacks { try callback.onPredictEnd() }
    bar.finish([])
    return outputs.joined()
  }

  /// The output for one batch.
  ///
  /// - Throws: `HornError` where the inputs do not fit the model, or it has several outputs.
  public func predictOnBatch(_ x: any TensorStructure) throws -> Tensor { try only(predictBatch(x)) }

  /// All outputs for one batch, in the model's order.
  @_disfavoredOverload
  public func predictOnBatch(_ x: any TensorStructure) throws -> [Tensor] { try predictBatch(x) }

  private func predictBatch(_ x: any TensorStructure) throws -> [Tensor] {
    let batch = try trainingData(x, what: "predictOnBatch")
    try ensureReady(batch.inputs)
    return try predictStep(batch).map { $0.viewed(as: $0.shape) }
  }
}
