import HornTensor

/// Squared hinge loss as a metric, averaged over all samples.
public final class SquaredHingeMetric: MeanMetricWrapper {
  /// The metric under this name in the logs; nil makes one up from Keras's name of the class.
  public init(name: String? = "squared_hinge", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in try squaredHinge(yTrue, yPred) }
  }

  public override var className: String { "SquaredHinge" }
}
