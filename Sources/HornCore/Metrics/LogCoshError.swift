import HornTensor

/// The logarithm of the error's hyperbolic cosine as a metric, averaged over all samples.
public final class LogCoshError: MeanMetricWrapper {
  /// The metric under this name in the logs; nil makes one up from Keras's name of the class.
  public init(name: String? = "logcosh", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype) { yTrue, yPred in try logCosh(yTrue, yPred) }
  }
}
