/// What became of names under one of the measures of SemEval-2013 task 9; see ``SemEvalScores``.
public struct SemEvalCounts: Hashable, Sendable {
  /// COR: what was predicted equals the truth, as far as the measure looks.
  public internal(set) var correct = 0
  /// INC: it meets a name of the truth, and differs.
  public internal(set) var incorrect = 0
  /// PAR: it shares some of its words with a name of the truth.
  public internal(set) var partial = 0
  /// MIS: a name of the truth that nothing predicted meets.
  public internal(set) var missed = 0
  /// SPU: something predicted that meets no name of the truth.
  public internal(set) var spurious = 0

  /// POS: the names of the truth.
  public var possible: Int { correct + incorrect + partial + missed }
  /// ACT: what was predicted.
  public var actual: Int { correct + incorrect + partial + spurious }
  /// Precision (COR + PAR / 2) / ACT, recall (COR + PAR / 2) / POS, and their F1.
  public var score: EntityScore {
    EntityScore(correct: Double(correct) + 0.5 * Double(partial), predicted: actual, actual: possible)
  }
}
