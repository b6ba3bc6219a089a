import HornTensor

/// Categorical cross-entropy as a metric, averaged over all samples.
public final class CategoricalCrossentropyMetric: MeanMetricWrapper {
  private let arguments: Config

  /// - Parameters:
  ///   - fromLogits: whether predictions are logits and not probabilities.
  ///   - labelSmoothing: moves the targets towards equal shares: `y · (1 − s) + s / classes`.
  ///   - axis: the axis of the classes.
  public init(
    name: String? = "categorical_crossentropy", dtype: DType = .float32, fromLogits: Bool = false,
    labelSmoothing: Float = 0, axis: Int = -1
  ) {
    arguments = [
      "from_logits": .bool(fromLogits), "label_smoothing": .shortest(labelSmoothing), "axis": .int(axis),
    ]
    super.init(name: name, dtype: dtype) { yTrue, yPred in
      try categoricalCrossentropy(
        yTrue, yPred, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
    }
  }

  public override var className: String { "CategoricalCrossentropy" }
  public override func getConfig() -> Config { super.getConfig().merging(arguments) { $1 } }
}
