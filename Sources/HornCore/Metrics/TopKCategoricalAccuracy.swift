import HornTensor

/// How often the class of one-hot targets is among the `k` greatest predictions, both `[batch, …, classes]`.
public final class TopKCategoricalAccuracy: Mean {
  /// How many of the greatest predictions may be the right one.
  public let k: Int

  /// - Parameter k: how many of the greatest predictions may be the right one.
  public init(k: Int = 5, name: String? = "top_k_categorical_accuracy", dtype: DType = .float32) {
    self.k = k
    super.init(name: name, dtype: dtype)
  }

  public override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    try updateMatches(.topK(k, sparse: false), yTrue, yPred, sampleWeight: sampleWeight)
  }

  public override func getConfig() -> Config { super.getConfig().merging(["k": .int(k)]) { $1 } }
}
