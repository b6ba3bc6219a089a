import HornTensor

// What equals Keras's default is left out of the configuration, so that a bare name stays a bare name.
extension ActivationFunction {
  /// `max(x, 0)` with Keras's three arguments.
  ///
  /// - Parameters:
  ///   - negativeSlope: the slope below the threshold.
  ///   - maxValue: the largest value; nil for no limit.
  ///   - threshold: values above it stay; those up to it become `negativeSlope · (x - threshold)`, 0 without a slope.
  public static func relu(
    negativeSlope: Double = 0, maxValue: Double? = nil, threshold: Double = 0
  ) -> ActivationFunction {
    if negativeSlope == 0, maxValue == nil, threshold == 0 { return .relu }
    let config: Config = [
      "negative_slope": .double(negativeSlope), "max_value": ConfigValue(maxValue),
      "threshold": .double(threshold),
    ]
    return ActivationFunction("relu", layerName: "ReLU", config: config) {
      HornTensor.relu($0, negativeSlope: negativeSlope, maxValue: maxValue, threshold: threshold)
    }
  }

  /// `x`, but `negativeSlope · x` below 0.
  public static func leakyRelu(negativeSlope: Double = 0.2) -> ActivationFunction {
    ActivationFunction(
      "leaky_relu", layerName: "LeakyReLU", config: argument("negative_slope", negativeSlope, default: 0.2)
    ) { HornTensor.leakyRelu($0, negativeSlope: negativeSlope) }
  }

  /// `x`, but `alpha · (exp(x) - 1)` below 0.
  public static func elu(alpha: Double = 1) -> ActivationFunction {
    ActivationFunction("elu", layerName: "ELU", config: argument("alpha", alpha, default: 1)) {
      HornTensor.elu($0, alpha: alpha)
    }
  }

  /// `x`, but `alpha · (exp(x / alpha) - 1)` below 0.
  public static func celu(alpha: Double = 1) -> ActivationFunction {
    ActivationFunction("celu", config: argument("alpha", alpha, default: 1)) {
      HornTensor.celu($0, alpha: alpha)
    }
  }

  /// `(x + sqrt(x² + b)) / 2`.
  public static func squareplus(b: Double = 4) -> ActivationFunction {
    ActivationFunction("squareplus", config: argument("b", b, default: 4)) { HornTensor.squareplus($0, b: b) }
  }

  /// `x` moved by the threshold towards 0, and 0 within it.
  public static func softShrink(threshold: Double = 0.5) -> ActivationFunction {
    ActivationFunction("soft_shrink", config: argument("threshold", threshold, default: 0.5)) {
      HornTensor.softShrink($0, threshold: threshold)
    }
  }

  /// `x`, but 0 where its magnitude is at most the threshold.
  public static func hardShrink(threshold: Double = 0.5) -> ActivationFunction {
    ActivationFunction("hard_shrink", config: argument("threshold", threshold, default: 0.5)) {
      HornTensor.hardShrink($0, threshold: threshold)
    }
  }

  /// `x` above the threshold, else the default value.
  public static func threshold(_ threshold: Double, _ defaultValue: Double) -> ActivationFunction {
    let config: Config = ["threshold": .double(threshold), "default_value": .double(defaultValue)]
    return ActivationFunction("threshold", config: config) {
      HornTensor.threshold($0, threshold, defaultValue)
    }
  }

  /// `x · Φ(x)` with the normal distribution function Φ.
  ///
  /// - Parameter approximate: whether Φ is `(1 + tanh(√(2 / π) · (x + 0.044715 x³))) / 2`.
  public static func gelu(approximate: Bool = false) -> ActivationFunction {
    ActivationFunction("gelu", config: approximate ? ["approximate": true] : [:]) {
      HornTensor.gelu($0, approximate: approximate)
    }
  }

  /// The first half along an axis of even length times the sigmoid of the second; the axis becomes half as long (Dauphin et
  /// al., 2017).
  public static func glu(axis: Int = -1) -> ActivationFunction {
    ActivationFunction("glu", config: axisArgument(axis)) { x in
      try check("glu", x, [axis])
      guard x.shape[axis < 0 ? axis + x.rank : axis] % 2 == 0 else {
        throw HornError(.shape, "glu: axis \(axis) of the shape \(x.shape) must have an even length")
      }
      return HornTensor.glu(x, axis: axis)
    }
  }

  /// `exp(x) / sum(exp(x))` over an axis.
  public static func softmax(axis: Int = -1) -> ActivationFunction {
    ActivationFunction("softmax", layerName: "Softmax", config: axisArgument(axis)) { x in
      try check("softmax", x, [axis])
      return HornTensor.softmax(x, axis: axis)
    }
  }

  /// `exp(x) / sum(exp(x))` over several axes together.
  public static func softmax(axis: [Int]) -> ActivationFunction {
    ActivationFunction("softmax", layerName: "Softmax", config: ["axis": .array(axis.map { .int($0) })]) {
      x in
      try check("softmax", x, axis)
      return HornTensor.softmax(x, axis: axis)
    }
  }

  /// `log(softmax(x))` over an axis.
  public static func logSoftmax(axis: Int = -1) -> ActivationFunction {
    ActivationFunction("log_softmax", config: axisArgument(axis)) { x in
      try check("log_softmax", x, [axis])
      return HornTensor.logSoftmax(x, axis: axis)
    }
  }

  /// `log(softmax(x))` over several axes together.
  public static func logSoftmax(axis: [Int]) -> ActivationFunction {
    ActivationFunction("log_softmax", config: ["axis": .array(axis.map { .int($0) })]) { x in
      try check("log_softmax", x, axis)
      return HornTensor.logSoftmax(x, axis: axis)
    }
  }

  /// The nearest point on the probability simplex over an axis; many values are exactly 0.
  public static func sparsemax(axis: Int = -1) -> ActivationFunction {
    ActivationFunction("sparsemax", config: axisArgument(axis)) { x in
      try check("sparsemax", x, [axis])
      return HornTensor.sparsemax(x, axis: axis)
    }
  }

  private static func argument(_ key: String, _ value: Double, default fallback: Double) -> Config {
    value == fallback ? [:] : [key: .double(value)]
  }

  private static func axisArgument(_ axis: Int) -> Config { axis == -1 ? [:] : ["axis": .int(axis)] }

  /// Refuses axes that the tensor has not, which a file may ask for.
  private static func check(_ name: String, _ x: Tensor, _ axes: [Int]) throws {
    for axis in axes where !(-x.rank..<x.rank).contains(axis) {
      throw HornError(.shape, "\(name): axis \(axis) is out of range for a tensor of shape \(x.shape)")
    }
    guard Set(axes.map { $0 < 0 ? $0 + x.rank : $0 }).count == axes.count else {
      throw HornError(.shape, "\(name): the axes \(axes) name one twice for a tensor of shape \(x.shape)")
    }
  }
}
