import HornTensor

/// The harmonic mean of precision and recall of classes, for targets and predictions `[batch, classes]`.
public final class F1Score: FBetaScore {
  /// - Parameters:
  ///   - average: nil gives one score a class in `resultTensor()`.
  ///   - threshold: what a positive prediction must exceed, above 0 and at most 1. Default: the greatest of a sample is
  ///     positive, unless it is 0.
  public init(
    average: Average? = nil, threshold: Float? = nil, name: String? = "f1_score", dtype: DType = .float32
  ) {
    super.init(average: average, beta: 1, threshold: threshold, name: name, dtype: dtype)
  }

  public override func getConfig() -> Config {
    var config = super.getConfig()
    config["beta"] = nil
    return config
  }
}
