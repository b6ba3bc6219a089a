import HornTensor

extension Initializer {
  /// Normal numbers with the mean and the standard deviation.
  ///
  /// - Parameter seed: an integer or a `SeedGenerator`; nil draws a seed from the global generator.
  public static func randomNormal(
    mean: Double = 0, stddev: Double = 0.05, seed: (any RandomSeed)? = nil
  ) -> Initializer {
    random("RandomNormal", ["mean": .double(mean), "stddev": .double(stddev)], seed) { shape, dtype, seed in
      Random.normal(shape: shape, mean: Float(mean), stddev: Float(stddev), dtype: dtype, seed: seed)
    }
  }

  /// Normal numbers with mean 0 and standard deviation 0.05.
  public static var randomNormal: Initializer { randomNormal() }

  /// Normal numbers within two standard deviations of the mean; `stddev` is that before they are cut off.
  ///
  /// - Parameter seed: an integer or a `SeedGenerator`; nil draws a seed from the global generator.
  public static func truncatedNormal(
    mean: Double = 0, stddev: Double = 0.05, seed: (any RandomSeed)? = nil
  ) -> Initializer {
    random("TruncatedNormal", ["mean": .double(mean), "stddev": .double(stddev)], seed) {
      shape, dtype, seed in
      Random.truncatedNormal(
        shape: shape, mean: Float(mean), stddev: Float(stddev), dtype: dtype, seed: seed)
    }
  }

  /// Normal numbers with mean 0 and standard deviation 0.05, none beyond 0.1.
  public static var truncatedNormal: Initializer { truncatedNormal() }

  /// Numbers from `minval` to below `maxval` that are all as likely.
  ///
  /// - Parameter seed: an integer or a `SeedGenerator`; nil draws a seed from the global generator.
  public static func randomUniform(
    minval: Double = -0.05, maxval: Double = 0.05, seed: (any RandomSeed)? = nil
  ) -> Initializer {
    random("RandomUniform", ["minval": .double(minval), "maxval": .double(maxval)], seed) {
      shape, dtype, seed in
      Random.uniform(shape: shape, minval: Float(minval), maxval: Float(maxval), dtype: dtype, seed: seed)
    }
  }

  /// Numbers from -0.05 to below 0.05 that are all as likely.
  public static var randomUniform: Initializer { randomUniform() }

  /// A matrix with orthonormal columns or rows, whichever are fewer, times `gain` (Saxe et al., 2014).
  ///
  /// A shape of more than two axes counts as a matrix of all but the last by the last; one axis is refused.
  ///
  /// - Parameter seed: an integer or a `SeedGenerator`; nil draws a seed from the global generator.
  public static func orthogonal(gain: Double = 1, seed: (any RandomSeed)? = nil) -> Initializer {
    random("Orthogonal", ["gain": .double(gain)], seed) { shape, dtype, seed in
      guard shape.rank >= 2 else {
        throw HornError(.shape, "initializer Orthogonal needs two axes or more, got the shape \(shape)")
      }
      guard dtype == .float32 else {
        throw HornError(.dtype, "initializer Orthogonal gives float32 only, got \(dtype)")
      }
      let columns = shape[shape.rank - 1]
      let rows = shape.dimensions.dropLast().reduce(1, *)
      return Random.orthogonal(rows: rows, columns: columns, gain: Float(gain), seed: seed)
        .viewed(as: shape)
    }
  }

  /// A matrix with orthonormal columns or rows, whichever are fewer.
  public static var orthogonal: Initializer { orthogonal() }

  /// An initializer that draws random numbers.
  ///
  /// One without a seed draws it here, once, and still says in its configuration that it has none.
  static func random(
    _ className: String, _ arguments: Config, _ seed: (any RandomSeed)?,
    _ make: @escaping @Sendable (Shape, DType, any RandomSeed) throws -> Tensor
  ) -> Initializer {
    var config = arguments
    config["seed"] = seedConfig(seed)
    let seed = seed ?? SeedGenerator.makeDefaultSeed()
    return Initializer(className, config: config) { shape, dtype in
      guard dtype.isFloatingPoint else {
        throw HornError(.dtype, "initializer \(className) gives floating point numbers only, got \(dtype)")
      }
      return try make(shape, dtype, seed)
    }
  }

  private static func seedConfig(_ seed: (any RandomSeed)?) -> ConfigValue {
    switch seed {
    case let number as Int: .int(number)
    case let generator as SeedGenerator: generator.serialized
    default: .null
    }
  }
}
