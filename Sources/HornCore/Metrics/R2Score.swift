import HornTensor

/// The coefficient of determination: the share of the targets' variance that predictions `[batch, outputs]` explain,
/// `1 − Σ (yTrue − yPred)² / Σ (yTrue − mean)²`.
///
/// As in Keras, a mask does not count.
public final class R2Score: Metric {
  /// How the scores of the outputs become one.
  public enum ClassAggregation: String, NamedCase {
    /// The mean.
    case uniformAverage = "uniform_average"
    /// The mean weighted by the variance of each output's targets.
    case varianceWeightedAverage = "variance_weighted_average"

    public static let kind = "class aggregation"
  }

  private let classAggregation: ClassAggregation?
  private let numRegressors: Int
  private var sums: [Double] = []
  private var squaredSums: [Double] = []
  private var residuals: [Double] = []
  private var weights: [Double] = []
  private var elements = 0

  /// - Parameters:
  ///   - classAggregation: nil gives one score an output in `resultTensor()`.
  ///   - numRegressors: the number of independent regressors, which adjusts the score by the number of elements (as in
  ///     Keras, samples times outputs). Default: 0, no adjustment.
  public init(
    classAggregation: ClassAggregation? = .uniformAverage, numRegressors: Int = 0, name: String? = "r2_score",
    dtype: DType = .float32
  ) {
    require(numRegressors >= 0, "R2Score: numRegressors must be at least 0, got \(numRegressors)")
    self.classAggregation = classAggregation
    self.numRegressors = numRegressors
    super.init(name: name, dtype: dtype)
  }

  public override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    let (target, prediction) = try LossInputs.matched(yTrue.detached, yPred.detached, name)
    guard target.rank == 2, sums.isEmpty || sums.count == target.shape[1] else {
      throw HornError(
        .shape,
        "\(name): yTrue has the shape \(yTrue.shape), yPred \(yPred.shape); expected [batch, outputs] for both"
      )
    }
    let factors =
      try SampleWeights(
        sampleWeight: sampleWeight, mask: nil, lossMask: nil, losses: target.shape, sharesMask: false,
        owner: name)?.factors ?? Tensor(ones: target.shape)
    func add(_ values: Tensor, to total: inout [Double]) {
      let batch = sum(values, axis: 0).floats
      if total.isEmpty { total = [Double](repeating: 0, count: batch.count) }
      for (index, value) in batch.enumerated() { total[index] += Double(value) }
    }
    add(target * factors, to: &sums)
    add(target * target * factors, to: &squaredSums)
    add(square(target - prediction) * factors, to: &residuals)
    add(factors, to: &weights)
    elements += target.elementCount
  }

  private var scores: [Double] {
    let totals = sums.indices.map { squaredSums[$0] - sums[$0] * (sums[$0] / weights[$0]) }
    let raw = totals.indices.map { index in
      let score = 1 - residuals[index] / totals[index]
      return score.isInfinite ? 0 : score
    }
    var scores =
      switch classAggregation {
      case nil: raw
      case .uniformAverage: [raw.reduce(0, +) / Double(raw.count)]
      case .varianceWeightedAverage:
        [zip(totals, raw).reduce(0) { $0 + $1.0 * $1.1 } / totals.reduce(0, +)]
      }
    if numRegressors > 0 {
      if numRegressors >= elements - 1 {
        printWarning(
          "R2Score: \(numRegressors) regressors and \(elements) data points leave nothing to adjust by; "
            + "this is the plain score")
      } else {
        let rest = Double(elements - numRegressors - 1)
        scores = scores.map { 1 - (1 - $0) * Double(elements - 1) / rest }
      }
    }
    return scores
  }

  /// The score; the mean over the outputs where there is no aggregation. NaN before the first batch.
  public override func result() -> Float {
    let scores = scores
    return Float(scores.reduce(0, +) / Double(scores.count))
  }

  /// A scalar, or one score an output where there is no aggregation.
  public override func resultTensor() -> Tensor {
    classAggregation == nil ? Tensor(scores.map(Float.init)) : Tensor(result())
  }

  public override func resetState() {
    sums = []
    squaredSums = []
    residuals = []
    weights = []
    elements = 0
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "class_aggregation": ConfigValue(classAggregation?.rawValue), "num_regressors": .int(numRegressors),
    ]) { $1 }
  }
}
