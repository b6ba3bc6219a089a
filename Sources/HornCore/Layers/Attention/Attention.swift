import HornTensor

/// Attention by the product of queries and keys (Luong et al., 2015).
///
/// Inputs `[query, value]` or `[query, value, key]`; see ``BaseAttention``.
///
///     let context = try Attention()([query, value])
///     let (context, weights) = try Attention(useScale: true)([query, value, key], returnAttentionScores: true)
public final class Attention: BaseAttention, KerasSerializable {
  /// How queries and keys are compared.
  public enum ScoreMode: String, NamedCase {
    /// By their product.
    case dot
    /// By the sum of tanh(query + key) over the features, times a weight.
    case concat

    public static let kind = "score mode"
  }

  /// How queries and keys are compared.
  public let scoreMode: ScoreMode
  /// The factor of the scores (a scalar), once the layer is built, if it uses one.
  public private(set) var scale: Variable?
  /// The factor of the sums (a scalar), once a layer with the score mode `.concat` is built.
  public private(set) var concatScoreWeight: Variable?

  /// - Parameters:
  ///   - useScale: whether a trained factor scales the scores (`.dot`), or what tanh is taken of (`.concat`).
  ///   - dropout: part of the weights that is dropped while training.
  ///   - seed: the same seed drops the same weights; nil takes one from the global generator.
  public init(
    useScale: Bool = false, scoreMode: ScoreMode = .dot, dropout: Float = 0, seed: Int? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    self.scoreMode = scoreMode
    super.init(
      useScale: useScale, dropout: dropout, seed: seed, name: name, trainable: trainable, dtype: dtype,
      activityRegularizer: activityRegularizer, file: file, line: line)
  }

  public init(config: ConfigReader) throws {
    scoreMode = try config.choice("score_mode", default: .dot)
    try super.init(config: config, useScale: false)
  }

  public override func build(inputShapes: [[Int?]]) throws {
    try check(inputShapes)
    if useScale { scale = try addWeight(name: "scale", shape: [], initializer: .ones) }
    if scoreMode == .concat {
      concatScoreWeight = try addWeight(name: "concat_score_weight", shape: [], initializer: .ones)
    }
  }

  override func scores(_ query: Tensor, _ key: Tensor) throws -> Tensor {
    switch scoreMode {
    case .dot:
      let products = matmul(query, key, transposeA: false, transposeB: true)
      return scale.map { products * $0.value } ?? products
    case .concat:
      guard let concatScoreWeight else { throw notBuilt() }
      let sums = scale.map { additiveScores(query * $0.value, key * $0.value, scale: nil) }
      return (sums ?? additiveScores(query, key, scale: nil)) * concatScoreWeight.value
    }
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["score_mode": .string(scoreMode.rawValue)]) { $1 }
  }
}
