import HornTensor

/// How many negatives were taken for positives, as the sum of their weights.
public final class FalsePositives: ConfusionMetric {
  private let given: [Float]?

  /// - Parameter thresholds: between 0 and 1; several give several values. Default: 0.5.
  public init(thresholds: [Float]? = nil, name: String? = nil, dtype: DType = .float32) {
    given = thresholds
    super.init(
      counts: Self.counts(thresholds), name: name ?? ObjectNames.next(for: "FalsePositives"), dtype: dtype)
  }

  override func values() -> [Double] { counts.falsePositives }

  public override func getConfig() -> Config {
    super.getConfig().merging(["thresholds": Self.config(given)]) { $1 }
  }
}
