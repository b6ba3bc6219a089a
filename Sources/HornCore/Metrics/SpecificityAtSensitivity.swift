import HornTensor

/// The best specificity at a threshold where the sensitivity (recall) is at least a given value; 0 where there is none.
public final class SpecificityAtSensitivity: ConstrainedRateMetric {
  /// - Parameters:
  ///   - sensitivity: between 0 and 1.
  ///   - numThresholds: how many thresholds are tried, evenly over 0...1.
  ///   - classId: the class that counts. Default: all.
  public init(
    _ sensitivity: Float, numThresholds: Int = 200, classId: Int? = nil, name: String? = nil,
    dtype: DType = .float32
  ) {
    super.init(
      value: sensitivity, numThresholds: numThresholds, classId: classId,
      name: name ?? ObjectNames.next(for: "SpecificityAtSensitivity"), dtype: dtype)
  }

  override func values() -> [Double] { best(specificities, where: recalls) }

  public override func getConfig() -> Config {
    super.getConfig().merging(["sensitivity": .shortest(value)]) { $1 }
  }
}
