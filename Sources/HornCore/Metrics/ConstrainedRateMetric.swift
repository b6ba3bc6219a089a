import HornTensor

/// The base of metrics that look for the best of one rate at the thresholds where another is at least a given value.
public class ConstrainedRateMetric: ConfusionMetric {
  let value: Float
  let numThresholds: Int

  init(value: Float, numThresholds: Int, classId: Int?, name: String, dtype: DType) {
    require(value >= 0 && value <= 1, "\(name): \(value) is not between 0 and 1")
    require(numThresholds > 0, "\(name): numThresholds must be at least 1, got \(numThresholds)")
    self.value = value
    self.numThresholds = numThresholds
    let steps = Float(numThresholds - 1)
    let counts =
      numThresholds == 1
      ? ConfusionCounts(thresholds: [0.5], isEven: false)
      : ConfusionCounts(thresholds: (0..<numThresholds).map { Float($0) / steps }, isEven: true)
    super.init(counts: counts, classId: classId, name: name, dtype: dtype)
  }

  /// The greatest of `rates` where `constrained` reaches the value; 0 if it does nowhere.
  func best(_ rates: [Double], where constrained: [Double]) -> [Double] {
    // Keras compares in float32.
    [zip(rates, constrained).reduce(0) { Float($1.1) >= value ? max($0, $1.0) : $0 }]
  }

  /// TP / (TP + FN), also called sensitivity.
  var recalls: [Double] {
    zip(counts.truePositives, counts.falseNegatives).map { quotient($0, $0 + $1) }
  }

  /// TP / (TP + FP).
  var precisions: [Double] {
    zip(counts.truePositives, counts.falsePositives).map { quotient($0, $0 + $1) }
  }

  /// TN / (TN + FP).
  var specificities: [Double] {
    zip(counts.trueNegatives, counts.falsePositives).map { quotient($0, $0 + $1) }
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "class_id": ConfigValue(classId), "num_thresholds": .int(numThresholds),
    ]) { $1 }
  }
}
