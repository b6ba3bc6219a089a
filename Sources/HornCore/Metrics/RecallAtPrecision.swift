import HornTensor

/// The best recall at a threshold where the precision is at least a given value; 0 where there is none.
public final class RecallAtPrecision: ConstrainedRateMetric {
  /// - Parameters:
  ///   - precision: between 0 and 1.
  ///   - numThresholds: how many thresholds are tried, evenly over 0...1.
  ///   - classId: the class that counts. Default: all.
  public init(
    _ precision: Float, numThresholds: Int = 200, classId: Int? = nil, name: String? = nil,
    dtype: DType = .float32
  ) {
    super.init(
      value: precision, numThresholds: numThresholds, classId: classId,
      name: name ?? ObjectNames.next(for: "RecallAtPrecision"), dtype: dtype)
  }

  override func values() -> [Double] { best(recalls, where: precisions) }

  public override func getConfig() -> Config {
    super.getConfig().merging(["precision": .shortest(value)]) { $1 }
  }
}
