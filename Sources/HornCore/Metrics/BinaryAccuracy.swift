import HornTensor

/// How often predictions are on the same side of a threshold as targets of 0 and 1.
public final class BinaryAccuracy: Mean {
  public let threshold: Float

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
