import HornTensor

/// The outputs of the batches of `predict`, one after the other.
struct PredictedOutputs {
  private let model: String
  /// Samples of all batches; nil where that is not known before, or where texts leave no room to be filled in.
  private var samples: Int?
  private var filled = 0
  /// What is filled in place, where the number of samples is known.
  private var results: [Tensor] = []
  /// The outputs of each batch, where it is not.
  private var parts: [[Tensor]] = []

  init(model: String, samples: Int?) {
    self.model = model
    self.samples = samples
  }

  /// Puts a batch's outputs behind those of the batches before.
  mutating func append(_ outputs: [Tensor], count: Int) throws {
    for output in outputs {
      guard output.rank > 0, output.shape[0] == count else {
        throw HornError(
          .shape, "predict: model \"\(model)\" gave the shape \(output.shape) for \(count) samples")
      }
    }
    let earlier = parts.first ?? results
    guard filled == 0 || outputs.count == earlier.count else {
      throw HornError(
        .shape,
        "predict: model \"\(model)\" gave \(outputs.count) outputs after \(earlier.count) for batches before")
    }
    for (output, before) in zip(outputs, earlier) {
      guard output.dtype == before.dtype else {
        throw HornError(
          .dtype,
          "predict: model \"\(model)\" gave \(output.dtype) after \(before.dtype) for batches before; all must have the "
            + "same type")
      }
      guard output.shape.dropFirst().elementsEqual(before.shape.dropFirst()) else {
        throw HornError(
          .shape,
          "predict: model \"\(model)\" gave the shape \(output.shape) after \(before.shape) for batches before; all must "
            + "have the same but for the first axis")
      }
    }
    defer { filled += count }
    if outputs.contains(where: { $0.dtype == .string }) { samples = nil }
    guard let samples else { return parts.append(outputs) }
    if count == samples {
      results = outputs
      return
    }
    if results.isEmpty { results = Self.room(for: samples, like: outputs) }
    Self.copy(outputs, into: results, at: filled)
  }

  /// The outputs of all batches.
  func joined() -> [Tensor] {
    guard samples == nil, let first = parts.first else { return results }
    guard parts.count > 1 else { return first }
    return first.indices.map { output in
      if first[output].dtype == .string { return texts(output) }
      let results = Self.room(for: filled, like: [first[output]])
      var start = 0
      for outputs in parts {
        Self.copy([outputs[output]], into: results, at: start)
        start += outputs[output].shape[0]
      }
      return results[0]
    }
  }

  /// The texts of all batches in one of the outputs.
  private func texts(_ output: Int) -> Tensor {
    var texts = ByteStrings()
    for outputs in parts { texts.append(contentsOf: outputs[output].byteStrings) }
    return Tensor(texts, shape: Shape([filled] + parts[0][output].shape.dimensions.dropFirst()))
  }

  private static func room(for samples: Int, like outputs: [Tensor]) -> [Tensor] {
    outputs.map {
      Tensor(uninitialized: Shape([samples] + $0.shape.dimensions.dropFirst()), dtype: $0.dtype)
    }
  }

  private static func copy(_ outputs: [Tensor], into results: [Tensor], at start: Int) {
    for (output, result) in zip(outputs, results) {
      let rowBytes = output.shape.dimensions.dropFirst().reduce(output.dtype.byteCount, *)
      result.storage.pointer.advanced(by: start * rowBytes)
        .copyMemory(from: output.storage.pointer, byteCount: output.shape[0] * rowBytes)
    }
  }
}
