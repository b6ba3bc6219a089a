import HornTensor

/// Kullback–Leibler divergence as a metric, averaged over all samples.
public final class KLDivergenceMetric: MeanMetricWrapper {
  /// The metric under this name in the logs; nil makes one up from Keras's name of the class.
  public init(name: String? = "kl_divergence", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in try klDivergence(yTrue, yPred) }
  }

  public override var className: String { "KLDivergence" }
}
