import HornTensor

/// How often targets are 1 where predictions are above a threshold, and 0 where they are not.
public final class BinaryAccuracy: Mean {
  /// What a prediction must exceed to count as 1.
  public let threshold: Float

  /// - Parameter threshold: what a prediction must exceed to count as 1.
  public init(name: String? = "binary_accuracy", dtype: DType = .float32, threshold: Float = 0.5) {
    self.threshold = threshold
    super.init(name: name, dtype: dtype)
  }

  public override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    try updateMatches(.binary(threshold: threshold), yTrue, yPred, sampleWeight: sampleWeight)
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["threshold": .shortest(threshold)]) { $1 }
  }
}
