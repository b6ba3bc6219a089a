import HornTensor

/// The outputs of the batches of `predict`, one after the other.
struct PredictedOutputs {
  private let model: String
  /// Samples of all batches; nil where that is not known before.
  private let samples: Int?
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
      guard output.rank > 0, output.shape[0] == count, output.dtype != .string else {
        throw HornError(
          .shape, "predict: model \"\(model)\" gave the shape \(output.shape) for \(count) samples")
      }
    }
    for (output, before) in zip(outputs, parts.first ?? results) {
      guard output.shape.dropFirst().elementsEqual(before.shape.dropFirst()) else {
        throw HornError(
          .shape,
          "predict: model \"\(model)\" gave the shape \(output.shape) after \(before.shape.dropFirst()) for batches "
            + "before; all must have the same but for the first axis")
      }
    }
    defer { filled += count }
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
    let results = Self.room(for: filled, like: first)
    var start = 0
    for outputs in parts {
      Self.copy(outputs, into: results, at: start)
      start += outputs.first?.shape[0] ?? 0
    }
    return results
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
