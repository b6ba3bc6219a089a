import HornKernels

/// Random tensors (Keras's `keras.random`).
///
/// The numbers depend on the seed only, not on the number of threads or the CPU. Without a seed they come
/// from the global generator, which ``setRandomSeed(_:)`` fixes. float64 gives the numbers of float32.
public enum Random {
  /// Numbers from a normal distribution.
  ///
  /// - Parameter dtype: float32 or float64.
  public static func normal(
    shape: Shape, mean: Float = 0, stddev: Float = 1, dtype: DType = .float32,
    seed: (any RandomSeed)? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    floats("normal", shape, dtype, seed, file, line) { out, count, key in
      horn_random_normal(out, count, mean, stddev, key.seed, key.draw)
    }
  }

  /// Numbers from a normal distribution, none farther than two standard deviations from the mean.
  ///
  /// - Parameters:
  ///   - stddev: of the distribution before it is cut off.
  ///   - dtype: float32 or float64.
  public static func truncatedNormal(
    shape: Shape, mean: Float = 0, stddev: Float = 1, dtype: DType = .float32,
    seed: (any RandomSeed)? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    floats("truncatedNormal", shape, dtype, seed, file, line) { out, count, key in
      horn_random_truncated_normal(out, count, mean, stddev, key.seed, key.draw)
    }
  }

  /// Numbers that are all as likely, `minval` included, `maxval` not.
  ///
  /// - Parameter dtype: float32 or float64.
  public static func uniform(
    shape: Shape, minval: Float = 0, maxval: Float = 1, dtype: DType = .float32,
    seed: (any RandomSeed)? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    floats("uniform", shape, dtype, seed, file, line) { out, count, key in
      horn_random_uniform(out, count, minval, maxval, key.seed, key.draw)
    }
  }

  /// Integers that are all as likely, `minval` included, `maxval` not.
  ///
  /// - Parameter dtype: int32.
  public static func randint(
    shape: Shape, minval: Int, maxval: Int, dtype: DType = .int32, seed: (any RandomSeed)? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    require(
      dtype == .int32, "randint: dtype \(dtype) is not an integer type; use int32", file: file, line: line)
    require(
      minval < maxval && minval >= Int(Int32.min) && maxval - 1 <= Int(Int32.max),
      "randint: expected minval < maxval in the range of int32, got \(minval) and \(maxval)",
      file: file, line: line)
    let key = self.key(seed)
    let result = Tensor(uninitialized: shape, dtype: .int32)
    horn_random_integers(
      result.mutableI32, result.elementCount, Int64(minval), Int64(maxval), key.seed, key.draw)
    return result
  }

  /// The place in the random stream for one draw.
  package static func key(_ seed: (any RandomSeed)?) -> RandomKey {
    seed?.nextKey() ?? GlobalRandom.shared.nextKey()
  }

  static func floats(
    _ operation: String, _ shape: Shape, _ dtype: DType, _ seed: (any RandomSeed)?, _ file: StaticString,
    _ line: UInt, _ fill: (UnsafeMutablePointer<Float>, Int, RandomKey) -> Void
  ) -> Tensor {
    require(
      dtype.isFloatingPoint, "\(operation): dtype \(dtype) is not a floating point type", file: file,
      line: line
    )
    let result = Tensor(uninitialized: shape)
    fill(result.mutableF32, result.elementCount, key(seed))
    guard dtype == .float64 else { return result }
    let wide = Tensor(uninitialized: shape, dtype: .float64)
    horn_random_widen(
      wide.storage.pointer.assumingMemoryBound(to: Double.self), result.f32, result.elementCount)
    return wide
  }
}
