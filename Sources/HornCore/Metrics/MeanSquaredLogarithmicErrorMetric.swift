import HornTensor

/// Mean squared logarithmic error as a metric, averaged over all samples.
public final class MeanSquaredLogarithmicErrorMetric: MeanMetricWrapper {
  /// The metric under this name in the logs; nil makes one up from Keras's name of the class.
  public init(name: String? = "mean_squared_logarithmic_error", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in try meanSquaredLogarithmicError(yTrue, yPred) }
  }

  public override var className: String { "MeanSquaredLogarithmicError" }
}
