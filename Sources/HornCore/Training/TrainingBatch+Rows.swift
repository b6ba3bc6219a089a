import HornKernels
import HornTensor

extension TrainingBatch {
  /// The samples from start on, or those that the order names there.
  func batch(from start: Int, count: Int, order: Tensor?) -> TrainingBatch {
    if order == nil, start == 0, count == self.count { return self }
    let take = { (tensor: Tensor) in Self.rows(tensor, from: start, count: count, order: order) }
    return TrainingBatch(
      inputs: inputs.map(take), targets: targets.map(take), sampleWeights: sampleWeights.map { $0.map(take) })
  }

  static func rows(_ tensor: Tensor, from start: Int, count: Int, order: Tensor?) -> Tensor {
    let shape = Shape([count] + tensor.shape.dimensions.dropFirst())
    let length = tensor.shape.dimensions.dropFirst().reduce(1, *)
    if tensor.dtype == .string {
      let indices =
        order.map { order in (start..<start + count).map { Int(order.i32[$0]) } }
        ?? Array(start..<start + count)
      let places = indices.flatMap { $0 * length..<($0 + 1) * length }
      return Tensor(tensor.byteStrings.selecting(places), shape: shape)
    }
    let result = Tensor(uninitialized: shape, dtype: tensor.dtype)
    let rowBytes = length * tensor.dtype.byteCount
    if let order {
      horn_gather_rows(
        result.storage.pointer, tensor.storage.pointer, order.i32 + start, count, tensor.shape[0], rowBytes)
    } else {
      result.storage.pointer.copyMemory(
        from: tensor.storage.pointer + start * rowBytes, byteCount: count * rowBytes)
    }
    return result
  }

  /// The first samples and the last fraction of them, as Keras's `validation_split`.
  func split(validation fraction: Double) throws -> (training: TrainingBatch, validation: TrainingBatch) {
    guard fraction > 0, fraction < 1 else {
      throw HornError(.value, "fit: validationSplit must be between 0 and 1, got \(fraction)")
    }
    let at = Int((Double(count) * (1 - fraction)).rounded(.down))
    guard at > 0, at < count else {
      throw HornError(
        .value,
        "fit: validationSplit \(fraction) of \(count) samples leaves none for training or none for validation; give "
          + "more samples or another fraction")
    }
    return (batch(from: 0, count: at, order: nil), batch(from: at, count: count - at, order: nil))
  }
}
