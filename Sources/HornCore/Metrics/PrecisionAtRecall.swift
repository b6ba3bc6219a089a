import HornTensor

/// The best precision at a threshold where the recall is at least a given value; 0 where there is none.
public final class PrecisionAtRecall: ConstrainedRateMetric {
  /// - Parameters:
  ///   - recall: between 0 and 1.
  ///   - numThresholds: how many thresholds are tried, evenly over 0...1.
  ///   - classId: the class that counts. Default: all.
  public init(
    _ recall: Float, numThresholds: Int = 200, classId: Int? = nil, name: String? = nil,
    dtype: DType = .float32
  ) {
    super.init(
      value: recall, numThresholds: numThresholds, classId: classId,
      name: name ?? ObjectNames.next(for: "PrecisionAtRecall"), dtype: dtype)
  }

  override func values() -> [Double] { best(precisions, where: recalls) }

  public override func getConfig() -> Config {
    super.getConfig().merging(["recall": .shortest(value)]) { $1 }
  }
}
