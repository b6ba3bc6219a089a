import HornTensor

/// Mean absolute error as a metric, averaged over all samples.
public final class MeanAbsoluteErrorMetric: MeanMetricWrapper {
  /// The metric under this name in the logs; nil makes one up from Keras's name of the class.
  public init(name: String? = "mean_absolute_error", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in try meanAbsoluteError(yTrue, yPred) }
  }

  public override var className: String { "MeanAbsoluteError" }
}
