import HornTensor

/// How many negatives were found, as the sum of their weights.
public final class TrueNegatives: ConfusionMetric {
  private let given: [Float]?

  /// - Parameter thresholds: between 0 and 1; several give several values. Default: 0.5.
  public init(thresholds: [Float]? = nil, name: String? = nil, dtype: DType = .float32) {
    given = thresholds
    super.init(
      counts: Self.counts(thresholds), name: name ?? ObjectNames.next(for: "TrueNegatives"), dtype: dtype)
  }

  override func values() -> [Double] { counts.trueNegatives }

  public override func getConfig() -> Config {
    super.getConfig().merging(["thresholds": Self.config(given)]) { $1 }
  }
}
