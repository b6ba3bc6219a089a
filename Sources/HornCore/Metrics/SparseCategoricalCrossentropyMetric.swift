import HornTensor

/// Sparse categorical cross-entropy as a metric, averaged over all samples.
public final class SparseCategoricalCrossentropyMetric: MeanMetricWrapper {
  private let arguments: Config

  /// - Parameters:
  ///   - fromLogits: whether predictions are logits and not probabilities.
  ///   - ignoreClass: an index whose elements have the loss 0; as in Keras they count in the mean unless there are
  ///     sample weights or a mask. Default: none.
  ///   - axis: the axis of the classes.
  public init(
    name: String? = "sparse_categorical_crossentropy", dtype: DType = .float32, fromLogits: Bool = false,
    ignoreClass: Int? = nil, axis: Int = -1
  ) {
    arguments = [
      "from_logits": .bool(fromLogits), "ignore_class": ConfigValue(ignoreClass), "axis": .int(axis),
    ]
    super.init(name: name, dtype: dtype) { yTrue, yPred in
      try sparseCategoricalCrossentropy(
        yTrue, yPred, fromLogits: fromLogits, ignoreClass: ignoreClass, axis: axis)
    }
  }

  public override var className: String { "SparseCategoricalCrossentropy" }
  public override func getConfig() -> Config { super.getConfig().merging(arguments) { $1 } }
}
