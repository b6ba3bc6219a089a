import HornTensor

/// Sparse categorical cross-entropy as a metric, averaged over all samples.
public final class SparseCategoricalCrossentropyMetric: MeanMetricWrapper {
  private let arguments: Config

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
