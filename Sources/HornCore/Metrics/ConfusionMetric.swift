import HornTensor

/// The base of metrics that are made of true and false positives and negatives.
///
/// Predictions are probabilities; one above the threshold is positive. As in Keras, a mask does not count.
public class ConfusionMetric: Metric {
  var counts: ConfusionCounts
  let topK: Int?
  let classId: Int?

  init(counts: ConfusionCounts, topK: Int? = nil, classId: Int? = nil, name: String?, dtype: DType) {
    self.counts = counts
    self.topK = topK
    self.classId = classId
    super.init(name: name, dtype: dtype)
  }

  /// The thresholds, one unless several were asked for; −1e10 for a `topK` without any.
  public var thresholds: [Float] { counts.thresholds }

  public override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    try counts.update(yTrue, yPred, sampleWeight: sampleWeight, topK: topK, classId: classId, name)
  }

  public override func resetState() { counts.reset() }

  /// One value a threshold, or one in all.
  func values() -> [Double] {
    programmingError("\(className) must override values()")
  }

  /// The value; the mean of the values where there are several thresholds.
  public override func result() -> Float {
    let values = values()
    return Float(values.reduce(0, +) / Double(max(values.count, 1)))
  }

  /// A scalar, or one value a threshold.
  public override func resultTensor() -> Tensor {
    let values = values()
    return values.count == 1 ? Tensor(Float(values[0])) : Tensor(values.map(Float.init))
  }

  /// Counts for thresholds that a user gave: 0.5 if none.
  static func counts(_ thresholds: [Float]?, topK: Int? = nil) -> ConfusionCounts {
    for threshold in thresholds ?? [] {
      require(
        threshold >= 0 && threshold <= 1, "thresholds: \(threshold) is not between 0 and 1")
    }
    return ConfusionCounts(thresholds: thresholds ?? [topK == nil ? 0.5 : ConfusionCounts.lowest])
  }

  /// The user's thresholds as Keras writes them.
  static func config(_ thresholds: [Float]?) -> ConfigValue {
    guard let thresholds else { return .null }
    return thresholds.count == 1 ? .shortest(thresholds[0]) : .array(thresholds.map(ConfigValue.shortest))
  }
}
