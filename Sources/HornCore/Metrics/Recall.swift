import HornTensor

/// The share of the positives that was found: TP / (TP + FN).
public final class Recall: ConfusionMetric {
  private let given: [Float]?

  /// - Parameters:
  ///   - thresholds: between 0 and 1; several give several values. Default: 0.5, or none with `topK`.
  ///   - topK: only the k greatest predictions of a sample can be positive. Default: all.
  ///   - classId: the class that counts. Default: all.
  public init(
    thresholds: [Float]? = nil, topK: Int? = nil, classId: Int? = nil, name: String? = nil,
    dtype: DType = .float32
  ) {
    given = thresholds
    super.init(
      counts: Self.counts(thresholds, topK: topK), topK: topK, classId: classId,
      name: name ?? ObjectNames.next(for: "Recall"), dtype: dtype)
  }

  override func values() -> [Double] {
    zip(counts.truePositives, counts.falseNegatives).map { quotient($0, $0 + $1) }
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "thresholds": Self.config(given), "top_k": ConfigValue(topK), "class_id": ConfigValue(classId),
    ]) { $1 }
  }
}
