import HornTensor

/// The logarithm of the error's hyperbolic cosine, averaged over all samples.
public final class LogCoshError: MeanMetricWrapper {
  public init(name: String? = "logcosh", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in try logCosh(yTrue, yPred) }
  }
}
