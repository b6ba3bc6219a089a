import HornTensor

extension Constraint {
  /// No negative elements: they become 0.
  public static let nonNeg = Constraint("NonNeg") { maximum($0, 0) }

  /// Shrinks the vectors that are longer than `maxValue` to that length.
  ///
  /// - Parameter axis: the axis along which a vector lies; for a dense kernel 0, the weights of one unit.
  public static func maxNorm(maxValue: Double = 2, axis: Int = 0) -> Constraint {
    maxNorm(maxValue, .one(axis))
  }

  /// Shrinks the vectors that are longer than `maxValue`; they lie along several axes together.
  public static func maxNorm(maxValue: Double = 2, axis: [Int]) -> Constraint {
    maxNorm(maxValue, .several(axis))
  }

  /// Shrinks the vectors along axis 0 that are longer than 2.
  public static var maxNorm: Constraint { maxNorm() }

  /// Brings the lengths of the vectors between `minValue` and `maxValue`.
  ///
  /// - Parameters:
  ///   - rate: how much of the way to that length is gone at once; 1 is all of it.
  ///   - axis: the axis along which a vector lies; for a dense kernel 0, the weights of one unit.
  public static func minMaxNorm(
    minValue: Double = 0, maxValue: Double = 1, rate: Double = 1, axis: Int = 0
  ) -> Constraint {
    minMaxNorm(minValue, maxValue, rate, .one(axis))
  }

  /// Brings the lengths of the vectors between `minValue` and `maxValue`; they lie along several axes.
  public static func minMaxNorm(
    minValue: Double = 0, maxValue: Double = 1, rate: Double = 1, axis: [Int]
  ) -> Constraint {
    minMaxNorm(minValue, maxValue, rate, .several(axis))
  }

  /// Shrinks the vectors along axis 0 that are longer than 1.
  public static var minMaxNorm: Constraint { minMaxNorm() }

  /// Gives the vectors the length 1.
  ///
  /// - Parameter axis: the axis along which a vector lies; for a dense kernel 0, the weights of one unit.
  public static func unitNorm(axis: Int = 0) -> Constraint { unitNorm(.one(axis)) }

  /// Gives the vectors, which lie along several axes together, the length 1.
  public static func unitNorm(axis: [Int]) -> Constraint { unitNorm(.several(axis)) }

  /// Gives the vectors along axis 0 the length 1.
  public static var unitNorm: Constraint { unitNorm() }

  static func maxNorm(_ maxValue: Double, _ axes: Axes) -> Constraint {
    Constraint(
      "MaxNorm", config: ["max_value": .double(maxValue), "axis": axes.config], axes: axes.list
    ) { weight in
      let norms = norms(weight, axes)
      return weight * (minimum(norms, maxValue.tensor) / (norms + epsilon))
    }
  }

  static func minMaxNorm(_ minValue: Double, _ maxValue: Double, _ rate: Double, _ axes: Axes) -> Constraint {
    let config: Config = [
      "min_value": .double(minValue), "max_value": .double(maxValue), "rate": .double(rate),
      "axis": axes.config,
    ]
    return Constraint("MinMaxNorm", config: config, axes: axes.list) { weight in
      let norms = norms(weight, axes)
      let wanted = clip(norms, minValue.tensor, maxValue.tensor) * rate + norms * (1 - rate)
      return weight * (wanted / (norms + epsilon))
    }
  }

  static func unitNorm(_ axes: Axes) -> Constraint {
    Constraint("UnitNorm", config: ["axis": axes.config], axes: axes.list) { weight in
      weight / (norms(weight, axes) + epsilon)
    }
  }

  /// Keras's `backend.epsilon()`.
  private static let epsilon = 1e-7

  private static func norms(_ weight: Tensor, _ axes: Axes) -> Tensor {
    sqrt(sum(square(weight), axis: axes.list, keepdims: true))
  }
}
