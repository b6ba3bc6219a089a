import HornTensor

extension Model {
  /// The outputs for inputs, computed batch by batch.
  ///
  /// - Parameters:
  ///   - x: `[samples, …]`.
  ///   - batchSize: samples a step; nil for 32, or for what makes `steps` fit the data.
  ///   - steps: steps to run; nil for all data.
  /// - Returns: `[samples, …]`.
  /// - Throws: `HornError` where the inputs do not fit the model.
  public func predict(
    _ x: Tensor, batchSize: Int? = nil, verbose: Verbosity = .auto, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> Tensor {
    try Self.check([("batchSize", batchSize), ("steps", steps)], "predict")
    let data = try Samples(x: [fitting(x)], y: [], what: "predict")
    let batchSize = TrainingBatches.size(batchSize, samples: data.count, steps: steps)
    try ensureBuilt(batchOf: data.x[0])
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
    var result: Tensor?
    for callback in callbacks { try callback.onPredictBegin() }
    for index in 0..<total {
      for callback in callbacks { try callback.onPredictBatchBegin(index) }
      let start = index * batchSize
      let count = min(batchSize, data.count - start)
      let output = try self(data.batch(from: start, count: count, order: nil).x[0]).detached.with(mask: nil)
      guard output.rank > 0, output.shape[0] == count, output.dtype != .string else {
        throw HornError(
          .shape, "predict: model \"\(name)\" gave the shape \(output.shape) for \(count) samples")
      }
      let rowBytes = output.shape.dimensions.dropFirst().reduce(output.dtype.byteCount, *)
      let all =
        result
        ?? Tensor(uninitialized: Shape([samples] + output.shape.dimensions.dropFirst()), dtype: output.dtype)
      all.storage.pointer.advanced(by: start * rowBytes)
        .copyMemory(from: output.storage.pointer, byteCount: count * rowBytes)
      result = all
      for callback in callbacks { try callback.onPredictBatchEnd(index) }
      bar.update(index + 1) { [] }
    }
    for callback in callbacks { try callback.onPredictEnd() }
    bar.finish([])
    guard let result else { throw HornError(.shape, "predict: the data are empty") }
    return result
  }

  /// The output for one batch.
  public func predictOnBatch(_ x: Tensor) throws -> Tensor {
    try predict(x, batchSize: max(1, x.shape.first ?? 1), verbose: .silent)
  }
}
