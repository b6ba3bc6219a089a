import HornTensor

/// Poisson loss as a metric, averaged over all samples.
public final class PoissonMetric: MeanMetricWrapper {
  /// The metric under this name in the logs; nil makes one up from Keras's name of the class.
  public init(name: String? = "poisson", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in try poisson(yTrue, yPred) }
  }

  public override var className: String { "Poisson" }
}
