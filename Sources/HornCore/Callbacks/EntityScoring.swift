import HornTensor

/// Scores a tagger on sentences after each epoch, and puts the numbers into the logs, where ``EarlyStopping`` and the
/// history find them: `val_precision`, `val_recall`, `val_f1`.
///
///     let scoring = EntityScoring(xTest, tags: testTags, vocabulary: tags, scheme: .iob2)
///     try model.fit(x, y, epochs: 10, callbacks: [
///       scoring, EarlyStopping(monitor: "val_f1", patience: 2, mode: .max, restoreBestWeights: true),
///     ])
///     print(scoring.scores?.report() ?? "")
///
/// It goes by the sentences' own lengths, so it needs no mask. Callbacks that read its numbers must stand behind it.
public final class EntityScoring: Callback {
  private let x: any TensorStructure
  private let tags: [[String]]
  private let vocabulary: [String]
  private let scheme: TaggingScheme
  private let mode: EntityMode
  private let padding: PadSide
  private let batchSize: Int
  private let prefix: String
  /// The scores after the last epoch; nil before.
  public private(set) var scores: EntityScores?

  /// - Parameters:
  ///   - x: the model's inputs for the sentences.
  ///   - tags: the right tags of each sentence, as many as it has words.
  ///   - vocabulary: the tags by the numbers that the model gives; ``TagConstraints/unusedTags`` count as `O`.
  ///   - mode: how tags that break the scheme's rules are read.
  ///   - padding: the side on which the sentences are padded.
  ///   - prefix: what the names in the logs begin with.
  public init(
    _ x: any TensorStructure, tags: [[String]], vocabulary: [String], scheme: TaggingScheme = .iob2,
    mode: EntityMode = .default, padding: PadSide = .post, batchSize: Int = 32, prefix: String = "val_"
  ) {
    self.x = x
    self.tags = tags
    self.vocabulary = vocabulary
    self.scheme = scheme
    self.mode = mode
    self.padding = padding
    self.batchSize = batchSize
    self.prefix = prefix
  }

  public override func onEpochEnd(_ epoch: Int, logs: inout Logs) throws {
    guard let model else { return }
    let predictions: Tensor = try model.predict(x, batchSize: batchSize, verbose: .silent)
    let names = try EntityTags.names(
      predictions, tags: vocabulary, lengths: tags.map(\.count), padding: padding)
    let scores = try EntityScores(yTrue: tags, yPred: names, scheme: scheme, mode: mode)
    self.scores = scores
    logs[prefix + "precision"] = Float(scores.micro.precision)
    logs[prefix + "recall"] = Float(scores.micro.recall)
    logs[prefix + "f1"] = Float(scores.micro.f1)
  }
}
