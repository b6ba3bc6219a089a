import HornTensor

/// Poisson loss as a metric, averaged over all samples.
public final class PoissonMetric: MeanMetricWrapper {
  public init(name: String? = "poisson", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in try poisson(yTrue, yPred) }
  }

  public override var className: String { "Poisson" }
}
