import HornTensor

/// Binary cross-entropy as a metric, averaged over all samples.
public final class BinaryCrossentropyMetric: MeanMetricWrapper {
  private let arguments: Config

  /// - Parameters:
  ///   - fromLogits: whether predictions are logits and not probabilities.
  ///   - labelSmoothing: moves the targets towards 0.5: `y · (1 − s) + s / 2`.
  public init(
    name: String? = "binary_crossentropy", dtype: DType = .float32, fromLogits: Bool = false,
    labelSmoothing: Float = 0
  ) {
    arguments = ["from_logits": .bool(fromLogits), "label_smoothing": .shortest(labelSmoothing)]
    super.init(name: name, dtype: dtype) { yTrue, yPred in
      try binaryCrossentropy(yTrue, yPred, fromLogits: fromLogits, labelSmoothing: labelSmoothing)
    }
  }

  public override var className: String { "BinaryCrossentropy" }
  public override func getConfig() -> Config { super.getConfig().merging(arguments) { $1 } }
}
