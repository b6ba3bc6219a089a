/// How many names of one kind are right, were predicted, and are there.
public struct EntityCounts: Hashable, Sendable {
  /// Names that were predicted with the right words and the right kind.
  public internal(set) var correct = 0
  /// Names that were predicted.
  public internal(set) var predicted = 0
  /// Names that there are in truth.
  public internal(set) var actual = 0

  /// Their precision, recall and F1; what has no denominator is 0.
  public var score: EntityScore {
    EntityScore(correct: Double(correct), predicted: predicted, actual: actual)
  }
}
