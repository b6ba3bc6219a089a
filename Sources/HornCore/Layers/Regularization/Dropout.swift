import HornTensor

/// Sets a random part of its input to zero while training, against overfitting; otherwise gives it back.
///
/// What stays is divided by `1 - rate`, so that the expected sum is the same. Each call makes a new choice.
public final class Dropout: Layer, KerasSerializable {
  /// The part that is set to zero, from 0 to 1.
  public let rate: Float
  /// Where it is 1, all elements along the axis share one choice; nil stands for the input's length.
  public let noiseShape: [Int?]?
  /// The same seed drops the same elements in the same order; nil takes one from the global generator.
  public let seed: Int?
  private let seedGenerator: SeedGenerator?

  /// - Parameters:
  ///   - noiseShape: the shape of the choice, which broadcasts to the input's: `[nil, 1, nil]` drops whole features
  ///     of a sequence. nil chooses each element by itself.
  ///   - seed: the same seed gives the same choices in the same order; nil takes one from the global generator.
  public init(
    _ rate: Float, noiseShape: [Int?]? = nil, seed: Int? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, activityRegularizer: Regularizer? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    require(
      rate >= 0 && rate <= 1, "Dropout: rate must be between 0 and 1, got \(rate)", file: file, line: line)
    if let problem = Self.problem(noiseShape) { programmingError(problem, file: file, line: line) }
    self.rate = rate
    self.noiseShape = noiseShape
    self.seed = seed
    seedGenerator = rate > 0 ? SeedGenerator(seed: seed) : nil
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    rate = try config.rate("rate")
    noiseShape = try config.optionalShape("noise_shape")
    if let problem = Self.problem(noiseShape) { throw HornError(.configuration, problem) }
    seed = try config.optionalInt("seed")
    seedGenerator = rate > 0 ? SeedGenerator(seed: seed) : nil
    try super.init(config: config)
    supportsMasking = true
  }

  private static func problem(_ noiseShape: [Int?]?) -> String? {
    guard let noiseShape, let length = noiseShape.lazy.compactMap({ $0 }).first(where: { $0 <= 0 }) else {
      return nil
    }
    return
      "Dropout: noiseShape \(formatShape(noiseShape)) has the length \(length); lengths are positive, or nil"
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "rate": ConfigValue(rate), "seed": ConfigValue(seed),
      "noise_shape": noiseShape.map(ConfigValue.init(shape:)) ?? .null,
    ]) { $1 }
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard training, rate > 0 else { return inputs }
    guard inputs.dtype == .float32 else {
      throw HornError(
        .dtype, "Layer \"\(name)\" expected a float32 input to drop from, but got one of type \(inputs.dtype)"
      )
    }
    let choice = try noiseShape.map { try resolve($0, for: inputs.shape) } ?? inputs.shape
    if choice == inputs.shape { return Random.dropout(inputs, rate, seed: seedGenerator) }
    return inputs * Random.dropout(Tensor(ones: choice), rate, seed: seedGenerator)
  }

  override func treatsSamplesAlone(training: Bool) -> Bool { noiseShape?.first.map { $0 == nil } ?? true }

  private func resolve(_ noiseShape: [Int?], for shape: Shape) throws -> Shape {
    let fits =
      noiseShape.count == shape.rank
      && zip(noiseShape, shape).allSatisfy { $0 == nil || $0 == 1 || $0 == $1 }
    guard fits else {
      throw HornError(
        .shape,
        "Layer \"\(name)\": noiseShape \(formatShape(noiseShape)) does not broadcast to the input's shape \(shape)"
      )
    }
    return Shape(zip(noiseShape, shape).map { $0 ?? $1 })
  }
}
