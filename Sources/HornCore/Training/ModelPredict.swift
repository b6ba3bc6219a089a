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
    let outputs = try predictAll(
      x, batchSize: batchSize, verbose: verbose, steps: steps, callbacks: callbacks)
    guard outputs.count == 2 else {
      throw HornError(
        .shape, "predict: two outputs are taken, but model \"\(name)\" gives \(outputs.count)")
    }
    return (outputs[0], outputs[1])
  }

  /// All outputs for inputs, by name.
  @_disfavoredOverload
  public func predict(
    _ x: any TensorStructure, batchSize: Int? = nil, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> [String: Tensor] {
    let outputs = try predictAll(
      x, batchSize: batchSize, verbose: verbose, steps: steps, callbacks: callbacks)
    let names = outputNames
    guard names.count == outputs.count else {
      throw HornError(
        .state, "predict: the outputs of model \"\(name)\" have no names; take [Tensor]")
    }
    return Dictionary(zip(names, outputs)) { first, _ in first }
  }

  private func only(_ outputs: [Tensor]) throws -> Tensor {
    guard outputs.count == 1 else {
      throw HornError(
        .shape,
        "predict: one output is taken, but model \"\(name)\" gives \(outputs.count)\(OutputNames.listed(outputNames)); "
          + "take [Tensor] or [String: Tensor]")
    }
    return outputs[0]
  }

  private func predictAll(
    _ x: any TensorStructure, batchSize: Int?, verbose: Verbosity, steps: Int?, callbacks: [Callback]
  ) throws -> [Tensor] {
    try Self.check([("batchSize", batchSize), ("steps", steps)], "predict")
    let data = try trainingData(x, what: "predict")
    let batchSize = TrainingBatches.size(batchSize, samples: data.count, steps: steps)
    try ensureReady(data.inputs)
    let batches = (data.count + batchSize - 1) / batchSize
    let total = min(steps ?? batches, batches)
    let samples = min(data.count, total * batchSize)
    for callback in callbacks {
      callback.model = self
      callback.params = CallbackParameters(epochs: 1, steps: steps ?? total, verbose: verbose)
    }
    if let steps, steps > batches {
      TrainingBatches.warnOfEnd("predict", "steps", steps, count: batches)
    }
    var bar = ProgressBar(target: steps ?? total, verbosity: verbose)
    var results: [Tensor] = []
    for callback in callbacks { try callback.onPredictBegin() }
    for index in 0..<total {
      for callback in callbacks { try callback.onPredictBatchBegin(index) }
      let start = index * batchSize
      let count = min(batchSize, data.count - start)
      let outputs = try predictStep(data.batch(from: start, count: count, order: nil))
        .map { $0.detached.with(mask: nil) }
      try append(outputs, to: &results, from: start, count: count, of: samples)
      for callback in callbacks { try callback.onPredictBatchEnd(index) }
      bar.update(index + 1) { [] }
    }
    for callback in callbacks { try callback.onPredictEnd() }
    bar.finish([])
    return results
  }

  /// Puts a batch's outputs behind those of the batches before.
  private func append(
    _ outputs: [Tensor], to results: inout [Tensor], from start: Int, count: Int, of samples: Int
  ) throws {
    for output in outputs {
      guard output.rank > 0, output.shape[0] == count, output.dtype != .string else {
        throw HornError(
          .shape, "predict: model \"\(name)\" gave the shape \(output.shape) for \(count) samples")
      }
    }
    if count == samples {
      results = outputs
      return
    }
    if results.isEmpty {
      results = outputs.map {
        Tensor(uninitialized: Shape([samples] + $0.shape.dimensions.dropFirst()), dtype: $0.dtype)
      }
    }
    for (output, result) in zip(outputs, results) {
      guard output.shape.dropFirst().elementsEqual(result.shape.dropFirst()) else {
        throw HornError(
          .shape,
          "predict: model \"\(name)\" gave the shape \(output.shape) after \(result.shape.dropFirst()) for batches "
            + "before; all must have the same but for the first axis")
      }
      let rowBytes = output.shape.dimensions.dropFirst().reduce(output.dtype.byteCount, *)
      result.storage.pointer.advanced(by: start * rowBytes)
        .copyMemory(from: output.storage.pointer, byteCount: count * rowBytes)
    }
  }

  /// The output for one batch.
  public func predictOnBatch(_ x: any TensorStructure) throws -> Tensor { try only(predictBatch(x)) }

  /// All outputs for one batch.
  @_disfavoredOverload
  public func predictOnBatch(_ x: any TensorStructure) throws -> [Tensor] { try predictBatch(x) }

  private func predictBatch(_ x: any TensorStructure) throws -> [Tensor] {
    let batch = try trainingData(x, what: "predictOnBatch")
    try ensureReady(batch.inputs)
    return try predictStep(batch).map { $0.detached.with(mask: nil) }
  }
}
