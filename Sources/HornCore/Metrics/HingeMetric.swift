import HornTensor

/// Hinge loss as a metric, averaged over all samples.
public final class HingeMetric: MeanMetricWrapper {
  /// The metric under this name in the logs; nil makes one up from Keras's name of the class.
  public init(name: String? = "hinge", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in try hinge(yTrue, yPred) }
  }

  public override var className: String { "Hinge" }
}
