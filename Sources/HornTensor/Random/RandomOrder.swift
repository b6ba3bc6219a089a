import HornKernels

extension Random {
  /// The numbers 0..<count in random order: int32, `[count]`.
  package static func permutation(_ count: Int, seed: (any RandomSeed)? = nil) -> Tensor {
    require(count >= 0 && count <= Int(Int32.max), "permutation: \(count) is out of range")
    let key = self.key(seed)
    let result = Tensor(uninitialized: [count], dtype: .int32)
    horn_random_permutation(result.mutableI32, count, key.seed, key.draw)
    return result
  }

  /// The parts of a tensor along an axis in random order; whole rows change places.
  public static func shuffle(
    _ x: Tensor, axis: Int = 0, seed: (any RandomSeed)? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    let length = x.shape[x.shape.resolvedAxis(axis, "shuffle", file: file, line: line)]
    return take(x, permutation(length, seed: seed), axis: axis, file: file, line: line)
  }

  /// Draws classes with the probabilities `softmax(logits)`.
  ///
  /// - Parameters:
  ///   - logits: float32, `[batch, classes]`.
  ///   - numSamples: draws for each row.
  ///   - dtype: int32.
  /// - Returns: `[batch, numSamples]`, int32.
  public static func categorical(
    _ logits: Tensor, numSamples: Int, dtype: DType = .int32, seed: (any RandomSeed)? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    require(
      logits.rank == 2 && logits.dtype == .float32 && logits.shape[1] > 0,
      "categorical: expected float32 logits of shape [batch, classes], got \(logits.dtype) of \(logits.shape)",
      file: file, line: line)
    require(numSamples >= 0, "categorical: numSamples is \(numSamples)", file: file, line: line)
    require(
      dtype == .int32, "categorical: dtype \(dtype) is not supported; use int32", file: file, line: line)
    let key = self.key(seed)
    let result = Tensor(uninitialized: [logits.shape[0], numSamples], dtype: .int32)
    horn_random_categorical(
      result.mutableI32, logits.f32, logits.shape[0], logits.shape[1], numSamples, key.seed, key.draw)
    return result
  }
}
