import HornKernels
import HornTensor

/// The area under the curve of two rates over all thresholds.
///
/// Predictions are probabilities; one above a threshold is positive. As in Keras, a mask does not count.
public final class AUC: Metric {
  /// Which rates.
  public enum Curve: String, NamedCase {
    /// True over false positive rate.
    case roc = "ROC"
    /// Precision over recall.
    case pr = "PR"
    /// Precision gain over recall gain (Flach and Kull, 2015).
    case prgain = "PRGAIN"

    public static let kind = "curve"
  }

  /// How high the curve is between two thresholds.
  public enum SummationMethod: String, NamedCase {
    /// The mean of both ends; for ``Curve/pr`` the interpolation of Davis and Goadrich (2006).
    case interpolation
    /// The lower end.
    case minoring
    /// The higher end.
    case majoring

    public static let kind = "summation method"
  }

  private var counts: ConfusionCounts
  private let curve: Curve
  private let summationMethod: SummationMethod
  private let givenThresholds: [Float]?
  private let multiLabel: Bool
  private let numLabels: Int?
  private let labelWeights: [Float]?
  private let fromLogits: Bool
  /// Whether the number of labels is fixed.
  private var knowsLabels: Bool

  /// - Parameters:
  ///   - numThresholds: how many thresholds there are, evenly from 0 to 1, at least 2.
  ///   - thresholds: take these, and 0 and 1, instead.
  ///   - multiLabel: whether each label of yPred `[batch, labels]` has a curve of its own; then the value is
  ///     the mean of the areas.
  ///   - numLabels: how many, with `multiLabel`. Default: what the first batch has.
  ///   - labelWeights: what each label counts, as many as there are labels. Default: 1.
  ///   - fromLogits: whether predictions are logits and not probabilities.
  public init(
    numThresholds: Int = 200, curve: Curve = .roc, summationMethod: SummationMethod = .interpolation,
    name: String? = nil, dtype: DType = .float32, thresholds: [Float]? = nil, multiLabel: Bool = false,
    numLabels: Int? = nil, labelWeights: [Float]? = nil, fromLogits: Bool = false
  ) {
    require(
      thresholds != nil || numThresholds > 1, "AUC: numThresholds must be at least 2, got \(numThresholds)")
    require(
      multiLabel || numLabels == nil, "AUC: numLabels is \(numLabels ?? 0), but multiLabel is false")
    let inner =
      thresholds?.sorted() ?? (1..<max(numThresholds - 1, 1)).map { Float($0) / Float(numThresholds - 1) }
    counts = ConfusionCounts(
      thresholds: [-1e-7] + inner + [1 + 1e-7],
      isEven: thresholds == nil || ConfusionCounts.isEven([0] + inner + [1]))
    self.curve = curve
    self.summationMethod = summationMethod
    givenThresholds = thresholds
    self.multiLabel = multiLabel
    self.numLabels = numLabels
    self.labelWeights = labelWeights
    self.fromLogits = fromLogits
    knowsLabels = numLabels != nil
    super.init(name: name, dtype: dtype)
    if let numLabels { counts.setLabels(numLabels) }
  }

  /// The thresholds, with the two that lie just outside of 0...1.
  public var thresholds: [Float] { counts.thresholds }

  public override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    if multiLabel {
      guard yPred.rank == 2, !knowsLabels || counts.labels == yPred.shape[1] else {
        throw HornError(
          .shape,
          "\(name): yPred has the shape \(yPred.shape); expected [batch, "
            + (knowsLabels ? "\(counts.labels)" : "labels") + "], always as many labels")
      }
      let labels = yPred.shape[1]
      guard labelWeights == nil || labelWeights?.count == labels else {
        throw HornError(
          .shape,
          "\(name): there are \(labelWeights?.count ?? 0) label weights, but yPred has \(labels) labels (shape "
            + "\(yPred.shape))")
      }
      counts.setLabels(labels)
      knowsLabels = true
    }
    let prediction = fromLogits ? sigmoid(try LossInputs.float32(yPred.detached, name)) : yPred
    try counts.update(
      yTrue, prediction, sampleWeight: sampleWeight, labelWeights: multiLabel ? nil : labelWeights, name)
  }

  public override func result() -> Float {
    let areas = (0..<counts.labels).map(area)
    guard let labelWeights, multiLabel else { return Float(areas.reduce(0, +) / Double(areas.count)) }
    let weights = labelWeights.map(Double.init)
    return Float(quotient(zip(areas, weights).reduce(0) { $0 + $1.0 * $1.1 }, weights.reduce(0, +)))
  }

  private func area(label: Int) -> Double {
    let places = stride(from: label, to: counts.truePositives.count, by: counts.labels)
    let tp = places.map { counts.truePositives[$0] }
    let fp = places.map { counts.falsePositives[$0] }
    let tn = places.map { counts.trueNegatives[$0] }
    let fn = places.map { counts.falseNegatives[$0] }
    if curve == .pr, summationMethod == .interpolation { return Self.interpolatedArea(tp, fp, fn) }
    let points = tp.indices.map { i -> (x: Double, y: Double) in
      let recall = quotient(tp[i], tp[i] + fn[i])
      switch curve {
      case .roc: return (quotient(fp[i], fp[i] + tn[i]), recall)
      case .pr: return (recall, quotient(tp[i], tp[i] + fp[i]))
      case .prgain:
        let odds = quotient(tp[i] + fn[i], tn[i] + fp[i])
        guard tp[i] != 0 else { return (0, 1) }
        return (max(1 - odds * fn[i] / tp[i], 0), 1 - odds * fp[i] / tp[i])
      }
    }
    return zip(points, points.dropFirst()).reduce(0) { sum, pair in
      let height =
        switch summationMethod {
        case .interpolation: (pair.0.y + pair.1.y) / 2
        case .minoring: min(pair.0.y, pair.1.y)
        case .majoring: max(pair.0.y, pair.1.y)
        }
      return sum + (pair.0.x - pair.1.x) * height
    }
  }

  /// Davis and Goadrich, "The relationship between precision-recall and ROC curves" (2006): true positives
  /// are interpolated over all positives, not the precision itself.
  private static func interpolatedArea(_ tp: [Double], _ fp: [Double], _ fn: [Double]) -> Double {
    let p = zip(tp, fp).map { $0 + $1 }
    return zip(tp.indices, tp.indices.dropFirst()).reduce(0) { sum, pair in
      let (i, next) = pair
      let slope = quotient(tp[i] - tp[next], max(p[i] - p[next], 0))
      let intercept = tp[next] - slope * p[next]
      let ratio = p[i] > 0 && p[next] > 0 ? p[i] / p[next] : 1
      let logarithm = horn_loss_log(ratio)
      let increment = slope * (tp[i] - tp[next] + intercept * logarithm)
      return sum + quotient(increment, max(tp[next] + fn[next], 0))
    }
  }

  public override func resetState() { counts.reset() }

  public override func getConfig() -> Config {
    var config = super.getConfig()
    config["num_thresholds"] = .int(counts.thresholds.count)
    config["curve"] = .string(curve.rawValue)
    config["summation_method"] = .string(summationMethod.rawValue)
    config["multi_label"] = .bool(multiLabel)
    config["num_labels"] = ConfigValue(numLabels)
    config["label_weights"] = labelWeights.map { .array($0.map(ConfigValue.shortest)) } ?? .null
    config["from_logits"] = .bool(fromLogits)
    if let givenThresholds { config["thresholds"] = .array(givenThresholds.map(ConfigValue.shortest)) }
    return config
  }
}
