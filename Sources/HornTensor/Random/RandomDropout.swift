import HornKernels

extension Random {
  /// Sets a part of the elements to zero and divides the others by `1 - rate`.
  ///
  /// - Parameters:
  ///   - inputs: float32, any shape.
  ///   - rate: the probability of a zero, from 0 (nothing happens) to 1 (all zeros).
  public static func dropout(
    _ inputs: Tensor, _ rate: Float, seed: (any RandomSeed)? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    require(
      rate >= 0 && rate <= 1, "dropout: rate must be between 0 and 1, got \(rate)", file: file, line: line)
    require(
      inputs.dtype == .float32, "dropout: expected float32, got \(inputs.dtype)", file: file, line: line)
    if rate == 0 { return inputs }
    if rate == 1 {
      return Tensor(zeros: inputs.shape).derived(from: inputs) { dy in Tensor(zeros: dy.shape) }
    }
    let key = self.key(seed)
    return dropped(inputs, rate, key)
  }

  /// Dropout with the key of the choice: the gradient makes the same choice again, so that no mask is kept.
  package static func dropped(_ x: Tensor, _ rate: Float, _ key: RandomKey) -> Tensor {
    let y = Tensor(uninitialized: x.shape)
    horn_dropout_f32(y.mutableF32, nil, x.f32, x.elementCount, rate, key.seed, key.draw)
    return y.derived(from: x) { dy in dropped(dy, rate, key) }
  }
}
