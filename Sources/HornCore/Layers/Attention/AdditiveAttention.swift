import HornTensor

/// Attention by the sum of tanh(query + key) over the features (Bahdanau et al., 2015).
///
/// Inputs `[query, value]` or `[query, value, key]`; see ``BaseAttention``.
public final class AdditiveAttention: BaseAttention, KerasSerializable {
  /// The factors of the features (`[features]`), once the layer is built, if it uses them.
  public private(set) var scale: Variable?

  /// - Parameters:
  ///   - useScale: whether trained factors weight the features.
  ///   - dropout: part of the weights that is dropped while training.
  ///   - seed: the same seed drops the same weights; nil takes one from the global generator.
  public override init(
    useScale: Bool = true, dropout: Float = 0, seed: Int? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DType = .float32, activityRegularizer: Regularizer? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    super.init(
      useScale: useScale, dropout: dropout, seed: seed, name: name, trainable: trainable, dtype: dtype,
      activityRegularizer: activityRegularizer, file: file, line: line)
  }

  public init(config: ConfigReader) throws { try super.init(config: config, useScale: true) }

  public override func build(inputShapes: [[Int?]]) throws {
    try check(inputShapes)
    guard useScale else { return }
    guard let features = inputShapes[0].last ?? nil else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (AdditiveAttention) needs a known number of features of its query, got "
          + formatShape(inputShapes[0]))
    }
    scale = try addWeight(name: "scale", shape: [features])
  }

  override func scores(_ query: Tensor, _ key: Tensor) throws -> Tensor {
    let factors = scale?.value
    if let factors, factors.shape[0] != query.shape[query.rank - 1] {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (AdditiveAttention) was built for \(factors.shape[0]) features, but its query has the "
          + "shape \(query.shape)")
    }
    return additiveScores(query, key, scale: factors)
  }
}
