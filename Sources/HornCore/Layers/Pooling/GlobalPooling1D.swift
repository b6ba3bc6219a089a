import HornTensor

/// The base of the layers that make one number of all time steps of a feature.
///
/// The input is `[batch, time, features]`, or `[batch, features, time]` with `.channelsFirst`.
public class GlobalPooling1D: Layer {
  /// Which axis holds the features.
  public let dataFormat: DataFormat
  /// Whether the axis of time stays, with the length 1.
  public let keepdims: Bool

  /// - Parameters:
  ///   - dataFormat: where the features are.
  ///   - keepdims: false gives `[batch, features]`.
  public init(
    dataFormat: DataFormat = .channelsLast, keepdims: Bool = false, name: String? = nil,
    trainable: Bool = true, dtype: DType = .float32, activityRegularizer: Regularizer? = nil
  ) {
    self.dataFormat = dataFormat
    self.keepdims = keepdims
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    inputSpec = InputSpec(ndim: 3)
  }

  public override init(config: ConfigReader) throws {
    dataFormat = try config.choice("data_format", default: .channelsLast)
    keepdims = try config.bool("keepdims", default: false)
    try super.init(config: config)
    inputSpec = InputSpec(ndim: 3)
  }

  /// The axis of time.
  var timeAxis: Int { dataFormat == .channelsLast ? 1 : 2 }

  public override func getConfig() -> Config {
    super.getConfig().merging(
      ["data_format": .string(dataFormat.rawValue), "keepdims": .bool(keepdims)]) { $1 }
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    var shape = inputShape
    if keepdims { shape[timeAxis] = 1 } else { shape.remove(at: timeAxis) }
    return shape
  }
}
