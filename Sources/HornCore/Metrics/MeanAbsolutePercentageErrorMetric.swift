import HornTensor

/// Mean absolute percentage error as a metric, averaged over all samples.
public final class MeanAbsolutePercentageErrorMetric: MeanMetricWrapper {
  /// The metric under this name in the logs; nil makes one up from Keras's name of the class.
  public init(name: String? = "mean_absolute_percentage_error", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in try meanAbsolutePercentageError(yTrue, yPred) }
  }

  public override var className: String { "MeanAbsolutePercentageError" }
}
