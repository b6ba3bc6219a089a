/// The four measures of SemEval-2013 task 9 (Segura-Bedmar, Martínez and Herrero-Zazo, "SemEval-2013 Task 9:
/// Extraction of drug-drug interactions from biomedical texts", 2013), after those of MUC-5 (Chinchor and Sundheim,
/// 1993).
///
/// Each name of the truth and each predicted one is counted once: names meet first where words and kind are equal,
/// then where the words are, then, from the beginning of the sentence on, where they share words, of several the
/// first of the same kind, else the first. So POS is the number of names in the truth, ACT that of predictions.
public struct SemEvalScores: Hashable, Sendable {
  /// The words and the kind must be right.
  public private(set) var strict = SemEvalCounts()
  /// The words must be right, whatever the kind.
  public private(set) var exact = SemEvalCounts()
  /// The words must be right, whatever the kind; a part of them counts half.
  public private(set) var partial = SemEvalCounts()
  /// The kind must be right, and some of the words.
  public private(set) var type = SemEvalCounts()

  /// Nothing is counted yet.
  public init() {}

  /// The measures by name, in the order of the task's description.
  public var all: [(name: String, counts: SemEvalCounts)] {
    [("strict", strict), ("exact", exact), ("partial", partial), ("type", type)]
  }

  mutating func add(truth: [EntitySpan], prediction: [EntitySpan]) {
    var open = truth
    var rest = meeting(prediction, &open) { $0 == $1 }
    rest = meeting(rest, &open) { $0.words == $1.words }
    rest = rest.filter { span in
      let candidates = open.indices.filter { open[$0].words.overlaps(span.words) }
      guard let place = candidates.first(where: { open[$0].kind == span.kind }) ?? candidates.first else {
        return true
      }
      count(span, open.remove(at: place))
      return false
    }
    strict.spurious += rest.count
    exact.spurious += rest.count
    partial.spurious += rest.count
    type.spurious += rest.count
    strict.missed += open.count
    exact.missed += open.count
    partial.missed += open.count
    type.missed += open.count
  }

  /// Counts what meets by the rule, and gives what is left.
  private mutating func meeting(
    _ spans: [EntitySpan], _ open: inout [EntitySpan], _ rule: (EntitySpan, EntitySpan) -> Bool
  ) -> [EntitySpan] {
    var rest: [EntitySpan] = []
    for span in spans {
      if let place = open.firstIndex(where: { rule(span, $0) }) {
        count(span, open.remove(at: place))
      } else {
        rest.append(span)
      }
    }
    return rest
  }

  private mutating func count(_ predicted: EntitySpan, _ truth: EntitySpan) {
    let (hasWords, hasKind) = (predicted.words == truth.words, predicted.kind == truth.kind)
    if hasWords && hasKind { strict.correct += 1 } else { strict.incorrect += 1 }
    if hasWords { exact.correct += 1 } else { exact.incorrect += 1 }
    if hasWords { partial.correct += 1 } else { partial.partial += 1 }
    if hasKind { type.correct += 1 } else { type.incorrect += 1 }
  }
}
