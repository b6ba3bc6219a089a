import HornTensor

/// The cosine of the angle between targets and predictions, averaged over all samples.
///
/// Other than the loss of this name it is 1 for the same direction.
public final class CosineSimilarityMetric: MeanMetricWrapper {
  private let axis: Int

  /// - Parameter axis: the axis of the vectors.
  public init(name: String? = "cosine_similarity", dtype: DType = .float32, axis: Int = -1) {
    self.axis = axis
    super.init(name: name, dtype: dtype) { yTrue, yPred in -(try cosineSimilarity(yTrue, yPred, axis: axis)) }
  }

  public override var className: String { "CosineSimilarity" }

  public override func getConfig() -> Config {
    // Keras leaves the axis out, so only one that differs is worth telling.
    axis == -1 ? super.getConfig() : super.getConfig().merging(["axis": .int(axis)]) { $1 }
  }
}
