import HornTensor

/// How well the names in sentences are found, as a metric to compile a tagger with.
///
///     let metric = SequenceLabeling(tags: tags, scheme: .iob2)
///     model.compile(optimizer: .adam, loss: .crf, metrics: [.accuracy, .custom(metric)])
///     try model.evaluate(x, y)
///     print(metric.scores.report())
///
/// Targets: numbers of tags `[batch, time]`; predictions: the same as a ``CRF`` gives them, or scores `[batch, time,
/// tags]`. What the mask of the predictions leaves out is no part of a sentence, nor is what has the sample weight 0;
/// other weights than 0 and 1 are an error. All numbers since the last reset are in ``scores``.
public final class SequenceLabeling: Metric {
  /// Which number is the metric's value.
  public enum Measure: String, NamedCase {
    /// Of names whose words and kind are right, as in CoNLL-2003, averaged as the metric says.
    case f1, precision, recall
    /// F1 of a measure of SemEval-2013.
    case semEvalStrict = "semeval_strict"
    case semEvalExact = "semeval_exact"
    case semEvalPartial = "semeval_partial"
    case semEvalType = "semeval_type"
    /// The share of words with the right tag.
    case tokenAccuracy = "token_accuracy"

    public static let kind = "measure"
  }

  /// The tags by number, as they were given.
  public let tags: [String]
  /// How the kinds of names become one score; without effect on SemEval's measures and the share of words.
  public let average: EntityAverage
  /// Which number is the metric's value.
  public let measure: Measure
  /// What was gathered since the last reset.
  public private(set) var scores: EntityScores
  private let names: [String]

  /// - Parameters:
  ///   - tags: the tags by number. What stands for padding or unknown tags (``TagConstraints/unusedTags``) counts as
  ///     `O`.
  ///   - scheme: of the tags.
  ///   - mode: how tags that break the scheme's rules are read.
  ///   - average: over the kinds of names.
  ///   - measure: the metric's value.
  ///   - name: nil for `entity_f1` and the like.
  public init(
    tags: [String], scheme: TaggingScheme = .iob2, mode: EntityMode = .default,
    average: EntityAverage = .micro, measure: Measure = .f1, name: String? = nil, dtype: DType = .float32
  ) {
    self.tags = tags
    self.average = average
    self.measure = measure
    names = tags.map { TagConstraints.unusedTags.contains($0) ? "O" : $0 }
    scores = EntityScores(scheme: scheme, mode: mode)
    super.init(name: name ?? "entity_\(measure.rawValue)", dtype: dtype)
  }

  public override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    let (rows, time) = try TagNumbers.shape(yPred, owner: name)
    guard try TagNumbers.shape(yTrue, owner: name) == (rows, time) else {
      throw HornError(
        .shape,
        "\(name): yTrue has the shape \(yTrue.shape), yPred \(yPred.shape); expected a tag for each step of both"
      )
    }
    let counts = try SampleWeights(
      sampleWeight: sampleWeight, mask: yPred.mask, lossMask: nil, losses: [rows, time], sharesMask: false,
      owner: name
    )?.factors.floats
    if let weight = counts?.first(where: { $0 != 0 && $0 != 1 }) {
      throw HornError(
        .value, "\(name): a word counts or does not: weights must be 0 or 1, got \(weight)")
    }
    let truth = try TagNumbers.numbers(yTrue, owner: name)
    let prediction = try TagNumbers.numbers(yPred, owner: name)
    for row in 0..<rows {
      let live = (row * time..<(row + 1) * time).filter { counts?[$0] != 0 }
      if live.isEmpty { continue }
      try scores.add(
        yTrue: live.map { try tag(truth[$0], "yTrue", row, $0 % time) },
        yPred: live.map { try tag(prediction[$0], "yPred", row, $0 % time) })
    }
  }

  private func tag(_ number: Int, _ what: String, _ row: Int, _ step: Int) throws -> String {
    guard names.indices.contains(number) else {
      throw HornError(
        .value,
        "\(name): \(what) has the tag number \(number) in sample \(row) at step \(step), but there are \(names.count) "
          + "tags; mask steps that have none")
    }
    return names[number]
  }

  public override func result() -> Float {
    let score = scores.score(average)
    let semEval = scores.semEval
    let value =
      switch measure {
      case .f1: score.f1
      case .precision: score.precision
      case .recall: score.recall
      case .semEvalStrict: semEval.strict.score.f1
      case .semEvalExact: semEval.exact.score.f1
      case .semEvalPartial: semEval.partial.score.f1
      case .semEvalType: semEval.type.score.f1
      case .tokenAccuracy: scores.tokenAccuracy
      }
    return Float(value)
  }

  public override func resetState() { scores = EntityScores(scheme: scores.scheme, mode: scores.mode) }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "tags": .array(tags.map { .string($0) }), "scheme": .string(scores.scheme.rawValue),
      "mode": .string(scores.mode.rawValue), "average": .string(average.rawValue),
      "measure": .string(measure.rawValue),
    ]) { $1 }
  }

  convenience init(config: ConfigReader) throws {
    guard case .array(let list)? = config.value("tags") else {
      throw HornError(.configuration, "\(config.owner): tags must be a list of tags")
    }
    let tags = try list.map { value in
      guard case .string(let tag) = value else {
        throw HornError(.configuration, "\(config.owner): tags must be strings, got \(value.summary)")
      }
      return tag
    }
    self.init(
      tags: tags, scheme: try config.choice("scheme", default: .iob2),
      mode: try config.choice("mode", default: .default),
      average: try config.choice("average", default: .micro),
      measure: try config.choice("measure", default: .f1), name: try config.optionalString("name"),
      dtype: try config.dtype())
  }
}
