import HornKernels
import HornTensor

/// How often class indices `[batch, …]` are among the `k` greatest predictions, `[batch, …, classes]`.
public final class SparseTopKCategoricalAccuracy: Mean {
  /// How many of the greatest, or first, predictions may be the right one.
  public let k: Int
  /// Whether predictions are classes, the likeliest first, and not scores.
  public let fromSortedIds: Bool

  /// - Parameters:
  ///   - k: how many of the greatest, or first, predictions may be the right one.
  ///   - fromSortedIds: whether predictions are classes, the likeliest first, and not scores.
  public init(
    k: Int = 5, name: String? = "sparse_top_k_categorical_accuracy", dtype: DType = .float32,
    fromSortedIds: Bool = false
  ) {
    self.k = k
    self.fromSortedIds = fromSortedIds
    super.init(name: name, dtype: dtype)
  }

  public override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    let rule: MatchCount.Rule = fromSortedIds ? .firstK(k) : .topK(k, sparse: true)
    try updateMatches(rule, yTrue, yPred, sampleWeight: sampleWeight)
  }

  public override func getConfig() -> Config {
    var config = super.getConfig()
    config["k"] = .int(k)
    if fromSortedIds { config["from_sorted_ids"] = true }
    return config
  }
}
