/// Precision, recall and F1 of names, and how many there are in truth.
public struct EntityScore: Hashable, Sendable {
  /// The share of the predicted names that are right; 0 without any.
  public let precision: Double
  /// The share of the names in truth that were found; 0 without any.
  public let recall: Double
  /// 2 · precision · recall / (precision + recall), 0 where both are 0; of an average the mean of the F1s.
  public let f1: Double
  /// How many names there are in truth.
  public let support: Int

  init(precision: Double, recall: Double, f1: Double, support: Int) {
    self.precision = precision
    self.recall = recall
    self.f1 = f1
    self.support = support
  }

  /// What has no denominator is 0, as in conlleval and seqeval.
  init(correct: Double, predicted: Int, actual: Int) {
    precision = predicted == 0 ? 0 : correct / Double(predicted)
    recall = actual == 0 ? 0 : correct / Double(actual)
    let sum = precision + recall
    f1 = sum == 0 ? 0 : 2 * precision * recall / sum
    support = actual
  }

  /// The mean of scores, each with its weight.
  static func mean(_ scores: [EntityScore], weights: [Double]) -> EntityScore {
    let total = weights.reduce(0, +)
    func mean(_ value: (EntityScore) -> Double) -> Double {
      total == 0 ? 0 : zip(scores, weights).reduce(0) { $0 + value($1.0) * $1.1 } / total
    }
    return EntityScore(
      precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1),
      support: scores.reduce(0) { $0 + $1.support })
  }
}
