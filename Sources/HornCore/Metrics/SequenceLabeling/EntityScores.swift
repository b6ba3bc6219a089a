import HornTensor

/// How well the names in tagged sentences are found, gathered sentence by sentence.
///
///     var scores = EntityScores(scheme: .iob2)
///     try scores.add(yTrue: ["B-PER", "I-PER", "O"], yPred: ["B-PER", "O", "O"])
///     print(scores.micro.f1, scores.semEval.partial.score.f1)  // 0.0 0.5
///     print(scores.report())
///
/// A name counts as found where all its words and its kind are right: the measure of CoNLL-2003 (Tjong Kim Sang and
/// De Meulder, "Introduction to the CoNLL-2003 shared task", 2003). The numbers are seqeval's, in its default and
/// its strict mode; beside them stand those of SemEval-2013.
public struct EntityScores: Sendable {
  /// The scheme of all tags.
  public let scheme: TaggingScheme
  /// How tags that break the scheme's rules are read.
  public let mode: EntityMode
  /// The counts of each kind of name that is in the truth or was predicted.
  public private(set) var counts: [String: EntityCounts] = [:]
  /// The measures of SemEval-2013 over the same names.
  public private(set) var semEval = SemEvalScores()
  /// How many sentences were taken in, empty ones too.
  public private(set) var sentenceCount = 0
  /// How many words they have.
  public private(set) var tokenCount = 0
  /// How many tokens have the right tag.
  public private(set) var correctTokenCount = 0
  /// How often tags of the truth and of the predictions break the scheme's rules, such as an `I-` without its `B-`.
  public private(set) var violationCounts = (yTrue: 0, yPred: 0)
  /// The first break in the predictions, and the number of its sentence, counted from 0; nil where there is none.
  public private(set) var firstViolation: (sentence: Int, violation: TagViolation)?

  /// - Parameters:
  ///   - scheme: of all tags.
  ///   - mode: how tags that break the scheme's rules are read.
  public init(scheme: TaggingScheme = .iob2, mode: EntityMode = .default) {
    self.scheme = scheme
    self.mode = mode
  }

  /// The scores of sentences.
  ///
  /// - Throws: `HornError` where numbers of sentences or tags differ, or a tag is none of the scheme.
  public init(
    yTrue: [[String]], yPred: [[String]], scheme: TaggingScheme = .iob2, mode: EntityMode = .default
  ) throws {
    self.init(scheme: scheme, mode: mode)
    guard yTrue.count == yPred.count else {
      throw HornError(.shape, "EntityScores: yTrue has \(yTrue.count) sentences, yPred \(yPred.count)")
    }
    for (truth, prediction) in zip(yTrue, yPred) { try add(yTrue: truth, yPred: prediction) }
  }

  /// Takes in a sentence; it may be empty.
  ///
  /// - Throws: `HornError` where the numbers of tags differ, or a tag is none of the scheme; then nothing is counted.
  public mutating func add(yTrue: some Collection<String>, yPred: some Collection<String>) throws {
    guard yTrue.count == yPred.count else {
      throw HornError(
        .shape,
        "EntityScores: sentence \(sentenceCount) has \(yTrue.count) tags in yTrue, but \(yPred.count) in yPred; there "
          + "must be one for each word in both")
    }
    let truth = try tags(yTrue, "yTrue")
    let prediction = try tags(yPred, "yPred")
    add(truth, prediction, texts: (Array(yTrue), Array(yPred)))
  }

  private func tags(_ texts: some Collection<String>, _ what: String) throws -> [EntityTag] {
    do {
      return try EntityTag.all(texts, scheme: scheme)
    } catch let error as HornError {
      throw HornError(error.kind, "EntityScores: \(what), sentence \(sentenceCount): \(error.message)")
    }
  }

  private mutating func add(
    _ truth: [EntityTag], _ prediction: [EntityTag], texts: (truth: [String], prediction: [String])
  ) {
    let strict = StrictEntities(scheme)
    func spans(_ tags: [EntityTag]) -> [EntitySpan] {
      mode == .strict ? strict.spans(tags) : EntityTags.spans(of: tags)
    }
    let (actual, predicted) = (spans(truth), spans(prediction))
    let known = Set(actual)
    for span in actual { counts[span.kind, default: EntityCounts()].actual += 1 }
    for span in predicted {
      counts[span.kind, default: EntityCounts()].predicted += 1
      if known.contains(span) { counts[span.kind]?.correct += 1 }
    }
    semEval.add(truth: actual, prediction: predicted)
    let broken = EntityTags.violations(of: prediction, texts: texts.prediction, scheme)
    violationCounts.yTrue += EntityTags.violations(of: truth, texts: texts.truth, scheme).count
    violationCounts.yPred += broken.count
    if firstViolation == nil, let first = broken.first { firstViolation = (sentenceCount, first) }
    sentenceCount += 1
    tokenCount += truth.count
    correctTokenCount += zip(truth, prediction).count { $0 == $1 }
  }

  /// The kinds of names in the truth and the predictions, in the order of their characters.
  public var kinds: [String] {
    counts.keys.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  /// The score of one kind; nil where there is no name of it.
  public subscript(kind: String) -> EntityScore? { counts[kind]?.score }

  /// The share of tokens with the right tag; 0 without tokens.
  public var tokenAccuracy: Double {
    tokenCount == 0 ? 0 : Double(correctTokenCount) / Double(tokenCount)
  }

  /// The score of all names together: the F1 of CoNLL-2003.
  public var micro: EntityScore { score(.micro) }
  /// The mean of the scores of the kinds.
  public var macro: EntityScore { score(.macro) }
  /// The mean of the scores of the kinds, each weighted by how many names of it there are in truth.
  public var weighted: EntityScore { score(.weighted) }

  /// The scores of all kinds as one; 0 without names.
  public func score(_ average: EntityAverage) -> EntityScore {
    let scores = kinds.compactMap { self[$0] }
    switch average {
    case .micro:
      let all = counts.values.reduce(into: EntityCounts()) { sum, next in
        sum.correct += next.correct
        sum.predicted += next.predicted
        sum.actual += next.actual
      }
      return all.score
    case .macro: return .mean(scores, weights: scores.map { _ in 1 })
    case .weighted: return .mean(scores, weights: scores.map { Double($0.support) })
    }
  }

  /// The scores as a table; see ``classificationReport(yTrue:yPred:scheme:mode:digits:)``.
  public func report(digits: Int = 2) -> ClassificationReport {
    var rows = kinds.map { ClassificationReport.Row(name: $0, score: counts[$0]?.score ?? micro) }
    let kindCount = rows.count
    for average in EntityAverage.allCases {
      rows.append(ClassificationReport.Row(name: "\(average.rawValue) avg", score: score(average)))
    }
    return ClassificationReport(rows: rows, kindCount: kindCount, digits: digits)
  }
}
