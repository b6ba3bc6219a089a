import HornTensor

/// The best sensitivity (recall) at a threshold where the specificity is at least a given value; 0 where there is none.
public final class SensitivityAtSpecificity: ConstrainedRateMetric {
  /// - Parameters:
  ///   - specificity: between 0 and 1.
  ///   - numThresholds: how many thresholds are tried, evenly over 0...1.
  ///   - classId: the class that counts. Default: all.
  public init(
    _ specificity: Float, numThresholds: Int = 200, classId: Int? = nil, name: String? = nil,
    dtype: DType = .float32
  ) {
    super.init(
      value: specificity, numThresholds: numThresholds, classId: classId,
      name: name ?? ObjectNames.next(for: "SensitivityAtSpecificity"), dtype: dtype)
  }

  override func values() -> [Double] { best(recalls, where: specificities) }

  public override func getConfig() -> Config {
    super.getConfig().merging(["specificity": .shortest(value)]) { $1 }
  }
}
