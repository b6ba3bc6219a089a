import HornKernels

extension Random {
  /// Numbers from gamma distributions with scale 1.
  ///
  /// - Parameters:
  ///   - alpha: the shape parameter, above 0, else the number is NaN; it broadcasts to `shape`.
  ///   - dtype: float32 or float64.
  public static func gamma(
    shape: Shape, alpha: Tensor, dtype: DType = .float32, seed: (any RandomSeed)? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let alpha = parameter("gamma", "alpha", alpha, shape, file, line)
    return floats("gamma", shape, dtype, seed, file, line) { out, count, key in
      horn_random_gamma(out, alpha.f32, count, key.seed, key.draw)
    }
  }

  /// Numbers from beta distributions.
  ///
  /// - Parameters:
  ///   - alpha: the first shape parameter, above 0, else the number is NaN; it broadcasts to `shape`.
  ///   - beta: the second one, of which the same holds.
  ///   - dtype: float32 or float64.
  public static func beta(
    shape: Shape, alpha: Tensor, beta: Tensor, dtype: DType = .float32, seed: (any RandomSeed)? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let alpha = parameter("beta", "alpha", alpha, shape, file, line)
    let beta = parameter("beta", "beta", beta, shape, file, line)
    return floats("beta", shape, dtype, seed, file, line) { out, count, key in
      horn_random_beta(out, alpha.f32, beta.f32, count, key.seed, key.draw)
    }
  }

  /// How many of some trials succeed.
  ///
  /// - Parameters:
  ///   - counts: the numbers of trials, without their fractions; 0 or more, else the number is NaN. They broadcast to
  ///     `shape`.
  ///   - probabilities: of a trial's success, from 0 to 1, else the number is NaN; they broadcast to `shape`.
  ///   - dtype: float32 or float64.
  public static func binomial(
    shape: Shape, counts: Tensor, probabilities: Tensor, dtype: DType = .float32,
    seed: (any RandomSeed)? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let counts = parameter("binomial", "counts", counts, shape, file, line)
    let probabilities = parameter("binomial", "probabilities", probabilities, shape, file, line)
    return floats("binomial", shape, dtype, seed, file, line) { out, count, key in
      horn_random_binomial(out, counts.f32, probabilities.f32, count, key.seed, key.draw)
    }
  }

  private static func parameter(
    _ operation: String, _ name: String, _ value: Tensor, _ shape: Shape, _ file: StaticString, _ line: UInt
  ) -> Tensor {
    require(
      Shape.broadcast(value.shape, shape) == shape,
      "\(operation): \(name) of shape \(value.shape) does not broadcast to the shape \(shape)",
      file: file, line: line)
    return Kernel.broadcast(cast(value.detached, .float32), to: shape)
  }
}
