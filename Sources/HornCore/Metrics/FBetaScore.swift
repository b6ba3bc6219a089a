import HornTensor

/// The weighted harmonic mean of precision and recall of classes, for targets and predictions `[batch, classes]`:
/// `(1 + beta²) · precision · recall / (beta² · precision + recall)`.
///
/// As in Keras, a mask does not count.
public class FBetaScore: Metric {
  /// How the scores of the classes become one.
  public enum Average: String, NamedCase {
    /// One score of all classes' counts.
    case micro
    /// The mean.
    case macro
    /// The mean weighted by how often each class is the target.
    case weighted

    public static let kind = "average"
  }

  private let average: Average?
  private let beta: Float
  private let threshold: Float?
  private var truePositives: [Double] = []
  private var falsePositives: [Double] = []
  private var falseNegatives: [Double] = []
  private var targets: [Double] = []

  /// - Parameters:
  ///   - average: nil gives one score a class in `resultTensor()`.
  ///   - beta: how much more recall counts than precision, above 0.
  ///   - threshold: what a positive prediction must exceed, above 0 and at most 1. Default: the greatest of a sample is
  ///     positive, unless it is 0.
  public init(
    average: Average? = nil, beta: Float = 1, threshold: Float? = nil, name: String? = "fbeta_score",
    dtype: DType = .float32
  ) {
    require(beta > 0, "FBetaScore: beta must be above 0, got \(beta)")
    require(
      threshold.map { $0 > 0 && $0 <= 1 } ?? true,
      "FBetaScore: threshold must be above 0 and at most 1, got \(threshold ?? 0)")
    self.average = average
    self.beta = beta
    self.threshold = threshold
    super.init(name: name, dtype: dtype)
  }

  public override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    guard yPred.rank == 2, yTrue.shape == yPred.shape, yPred.shape[1] > 0 else {
      throw HornError(
        .shape,
        "\(name): yTrue has the shape \(yTrue.shape), yPred \(yPred.shape); expected [batch, classes] for both"
      )
    }
    guard average == .micro || truePositives.isEmpty || truePositives.count == yPred.shape[1] else {
      throw HornError(
        .shape,
        "\(name): yPred has the shape \(yPred.shape), but the batches before had \(truePositives.count) classes"
      )
    }
    let target = try LossInputs.float32(yTrue.detached, name)
    let score = try LossInputs.float32(yPred.detached, name)
    let chosen =
      threshold.map { greater(score, Tensor($0)) }
      ?? logicalAnd(
        greaterEqual(score, max(score, axis: -1, keepdims: true)), greater(abs(score), Tensor(1e-9 as Float)))
    let positive = cast(chosen, .float32)
    let factors = try SampleWeights(
      sampleWeight: sampleWeight, mask: nil, lossMask: nil, losses: yPred.shape, sharesMask: false,
      owner: name)?.factors
    func add(_ values: Tensor, to total: inout [Double]) {
      let weighted = factors.map { values * $0 } ?? values
      let sums = (average == .micro ? sum(weighted) : sum(weighted, axis: 0)).floats
      if total.isEmpty { total = [Double](repeating: 0, count: sums.count) }
      for (index, value) in sums.enumerated() { total[index] += Double(value) }
    }
    add(positive * target, to: &truePositives)
    add(positive * (1 - target), to: &falsePositives)
    add((1 - positive) * target, to: &falseNegatives)
    add(target, to: &targets)
  }

  private var scores: [Double] {
    let epsilon = 1e-7
    let square = Double(beta * beta)
    let scores = truePositives.indices.map { index in
      let hits = truePositives[index]
      let precision = hits / (hits + falsePositives[index] + epsilon)
      let recall = hits / (hits + falseNegatives[index] + epsilon)
      return precision * recall / (square * precision + recall + epsilon) * (1 + square)
    }
    switch average {
    case nil, .micro: return scores
    case .macro: return [scores.reduce(0, +) / Double(max(scores.count, 1))]
    case .weighted:
      let total = targets.reduce(0, +) + epsilon
      return [zip(scores, targets).reduce(0) { $0 + $1.0 * $1.1 / total }]
    }
  }

  /// The score; the mean over the classes where there is no average. 0 before the first batch.
  public override func result() -> Float {
    let scores = scores
    return Float(scores.reduce(0, +) / Double(max(scores.count, 1)))
  }

  /// A scalar, or one score a class where there is no average.
  public override func resultTensor() -> Tensor {
    average == nil ? Tensor(scores.map(Float.init)) : Tensor(result())
  }

  public override func resetState() {
    truePositives = []
    falsePositives = []
    falseNegatives = []
    targets = []
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "average": ConfigValue(average?.rawValue), "beta": .shortest(beta),
      "threshold": threshold.map(ConfigValue.shortest) ?? .null,
    ]) { $1 }
  }
}
