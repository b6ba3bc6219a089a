import HornTensor

/// `max(x, 0)` with a limit, a slope and a threshold, on an input of any shape.
public final class ReLU: Layer, KerasSerializable {
  /// The largest output; nil for no limit.
  public let maxValue: Double?
  /// The slope below the threshold.
  public let negativeSlope: Double
  /// Values up to it become 0, or with a slope `negativeSlope · (x - threshold)`.
  public let threshold: Double

  /// - Parameters:
  ///   - maxValue: the largest output, 0 or more; nil for no limit.
  ///   - negativeSlope: the slope below the threshold, 0 or more.
  ///   - threshold: values up to it become 0, or with a slope `negativeSlope · (x - threshold)`; 0 or more.
  public init(
    maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0, name: String? = nil,
    trainable: Bool = true, dtype: DType = .float32, activityRegularizer: Regularizer? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    if let problem = Self.problem(maxValue, negativeSlope, threshold) {
      programmingError(problem, file: file, line: line)
    }
    self.maxValue = maxValue
    self.negativeSlope = negativeSlope
    self.threshold = threshold
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    maxValue = try config.optionalDouble("max_value")
    negativeSlope = try config.double("negative_slope", default: 0)
    threshold = try config.double("threshold", default: 0)
    if let problem = Self.problem(maxValue, negativeSlope, threshold) {
      throw HornError(.configuration, problem)
    }
    try super.init(config: config)
    supportsMasking = true
  }

  private static func problem(_ maxValue: Double?, _ negativeSlope: Double, _ threshold: Double) -> String? {
    let arguments = [("maxValue", maxValue ?? 0), ("negativeSlope", negativeSlope), ("threshold", threshold)]
    return arguments.first { !($0.1 >= 0) }.map { "ReLU: \($0.0) must be 0 or more, got \($0.1)" }
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "max_value": ConfigValue(maxValue), "negative_slope": .double(negativeSlope),
      "threshold": .double(threshold),
    ]) { $1 }
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    relu(try numeric(inputs), negativeSlope: negativeSlope, maxValue: maxValue, threshold: threshold)
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }
}
