import HornKernels

extension Random {
  /// Sets a part of the elements to zero and divides the others by `1 - rate`.
  ///
  /// - Parameters:
  ///   - inputs: float32 or float64, any shape.
  ///   - rate: the probability of a zero, from 0 (nothing happens) to 1 (all zeros).
  ///   - noiseShape: where it is 1 instead of the input's length, all elements along that axis share one
  ///     choice; nil stands for the input's length. Default: a choice of its own for each element.
  public static func dropout(
    _ inputs: Tensor, _ rate: Float, noiseShape: [Int?]? = nil, seed: (any RandomSeed)? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    require(
      rate >= 0 && rate <= 1, "dropout: rate must be between 0 and 1, got \(rate)", file: file, line: line)
    require(
      inputs.dtype.isFloatingPoint, "dropout: expected floating point numbers, got \(inputs.dtype)",
      file: file, line: line)
    if rate == 0 { return inputs }
    if rate == 1 {
      return Tensor(zeros: inputs.shape, dtype: inputs.dtype).derived(from: inputs) { dy in
        Tensor(zeros: dy.shape, dtype: dy.dtype)
      }
    }
    let key = self.key(seed)
    guard let noiseShape else { return dropped(inputs, rate, key) }
    require(
      noiseShape.count == inputs.rank,
      "dropout: noiseShape has \(noiseShape.count) axes where the input has \(inputs.rank)",
      file: file, line: line)
    let shape = Shape(zip(noiseShape, inputs.shape).map { $0 ?? $1 })
    if shape == inputs.shape { return dropped(inputs, rate, key) }
    require(
      zip(shape, inputs.shape).allSatisfy { $0 == $1 || $0 == 1 },
      "dropout: noiseShape \(shape) does not broadcast to the input's shape \(inputs.shape)",
      file: file, line: line)
    let kept = notEqual(dropped(Tensor(ones: shape), rate, key), 0)
    return `where`(kept, inputs / (1 - rate), 0)
  }

  /// Dropout with the key of the choice: the gradient makes the same choice again, so that no mask is kept.
  package static func dropped(_ x: Tensor, _ rate: Float, _ key: RandomKey) -> Tensor {
    if x.dtype == .float64 {
      let kept = notEqual(dropped(Tensor(ones: x.shape), rate, key), 0)
      return `where`(kept, x / (1 - Double(rate)), 0)
    }
    let y = Tensor(uninitialized: x.shape)
    horn_dropout_f32(y.mutableF32, nil, x.f32, x.elementCount, rate, key.seed, key.draw)
    return y.derived(from: x) { dy in dropped(dy, rate, key) }
  }
}
