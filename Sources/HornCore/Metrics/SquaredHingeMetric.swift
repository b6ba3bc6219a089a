import HornTensor

/// Squared hinge loss as a metric, averaged over all samples.
public final class SquaredHingeMetric: MeanMetricWrapper {
  public init(name: String? = "squared_hinge", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in try squaredHinge(yTrue, yPred) }
  }

  public override var className: String { "SquaredHinge" }
}
