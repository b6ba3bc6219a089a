import HornTensor

extension Initializer {
  /// Which of a weight's numbers of units ``varianceScaling(scale:mode:distribution:seed:inputAxes:outputAxes:)``
  /// divides by.
  public enum FanMode: String, NamedCase {
    /// The number of input units.
    case fanIn = "fan_in"
    /// The number of output units.
    case fanOut = "fan_out"
    /// The mean of both.
    case fanAvg = "fan_avg"

    public static let kind = "mode"
  }

  /// What ``varianceScaling(scale:mode:distribution:seed:inputAxes:outputAxes:)`` draws from.
  public enum Distribution: String, NamedCase {
    /// Normal numbers within two standard deviations, which are widened so that what is cut off leaves the variance.
    case truncatedNormal = "truncated_normal"
    /// Normal numbers.
    case untruncatedNormal = "untruncated_normal"
    /// Numbers between two limits that are all as likely.
    case uniform

    public static let kind = "distribution"
  }

  /// Random numbers whose variance is `scale / n`, where n is the number of a weight's input units, of its
  /// output units, or their mean.
  ///
  /// - Parameters:
  ///   - scale: above 0; else the program stops.
  ///   - mode: what n is.
  ///   - distribution: what the numbers are drawn from.
  ///   - seed: an integer or a `SeedGenerator`; nil draws a seed from the global generator.
  ///   - inputAxes: the axes that count as input, and `outputAxes` those that count as output; without both,
  ///     the last two axes, and all before them as the window of a convolution.
  public static func varianceScaling(
    scale: Double = 1, mode: FanMode = .fanIn, distribution: Distribution = .truncatedNormal,
    seed: (any RandomSeed)? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Initializer {
    require(scale > 0, "varianceScaling: scale must be positive, got \(scale)", file: file, line: line)
    return scaling(
      "VarianceScaling", Scaling(scale: scale, mode: mode, distribution: distribution), seed, inputAxes,
      outputAxes,
      [
        "scale": .double(scale), "mode": .string(mode.rawValue),
        "distribution": .string(distribution.rawValue),
      ])
  }

  /// Truncated normal numbers with the variance 1 / fan-in.
  public static var varianceScaling: Initializer { varianceScaling() }

  /// Uniform numbers with the variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010).
  public static func glorotUniform(
    seed: (any RandomSeed)? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> Initializer {
    scaling("GlorotUniform", .glorotUniform, seed, inputAxes, outputAxes)
  }

  /// Uniform numbers with the variance 2 / (fan-in + fan-out): Keras's default for kernels.
  public static var glorotUniform: Initializer { glorotUniform() }

  /// Truncated normal numbers with the variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010).
  public static func glorotNormal(
    seed: (any RandomSeed)? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> Initializer {
    scaling("GlorotNormal", .glorotNormal, seed, inputAxes, outputAxes)
  }

  /// Truncated normal numbers with the variance 2 / (fan-in + fan-out).
  public static var glorotNormal: Initializer { glorotNormal() }

  /// Uniform numbers with the variance 2 / fan-in (He et al., 2015).
  public static func heUniform(
    seed: (any RandomSeed)? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> Initializer {
    scaling("HeUniform", .heUniform, seed, inputAxes, outputAxes)
  }

  /// Uniform numbers with the variance 2 / fan-in.
  public static var heUniform: Initializer { heUniform() }

  /// Truncated normal numbers with the variance 2 / fan-in (He et al., 2015).
  public static func heNormal(
    seed: (any RandomSeed)? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> Initializer {
    scaling("HeNormal", .heNormal, seed, inputAxes, outputAxes)
  }

  /// Truncated normal numbers with the variance 2 / fan-in.
  public static var heNormal: Initializer { heNormal() }

  /// Uniform numbers with the variance 1 / fan-in (LeCun et al., 1998).
  public static func lecunUniform(
    seed: (any RandomSeed)? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> Initializer {
    scaling("LecunUniform", .lecunUniform, seed, inputAxes, outputAxes)
  }

  /// Uniform numbers with the variance 1 / fan-in.
  public static var lecunUniform: Initializer { lecunUniform() }

  /// Truncated normal numbers with the variance 1 / fan-in (LeCun et al., 1998).
  public static func lecunNormal(
    seed: (any RandomSeed)? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> Initializer {
    scaling("LecunNormal", .lecunNormal, seed, inputAxes, outputAxes)
  }

  /// Truncated normal numbers with the variance 1 / fan-in.
  public static var lecunNormal: Initializer { lecunNormal() }

  private static func scaling(
    _ className: String, _ scaling: Scaling, _ seed: (any RandomSeed)?, _ inputAxes: [Int]?,
    _ outputAxes: [Int]?, _ arguments: Config = [:]
  ) -> Initializer {
    var config = arguments
    config["input_axes"] = inputAxes.map { .array($0.map { .int($0) }) } ?? .null
    config["output_axes"] = outputAxes.map { .array($0.map { .int($0) }) } ?? .null
    return random(className, config, seed) { shape, dtype, seed in
      let fans = try Fans(shape, inputAxes: inputAxes, outputAxes: outputAxes)
      return scaling.values(shape, dtype, fans, seed)
    }
  }
}
