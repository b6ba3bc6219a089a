import HornTensor

/// Binary cross-entropy as a metric, averaged over all samples.
public final class BinaryCrossentropyMetric: MeanMetricWrapper {
  private let arguments: Config

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

/// Categorical cross-entropy as a metric, averaged over all samples.
public final class CategoricalCrossentropyMetric: MeanMetricWrapper {
  private let arguments: Config

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
