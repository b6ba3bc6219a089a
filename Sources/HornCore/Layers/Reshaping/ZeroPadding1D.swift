import HornTensor

/// Adds zeros at both ends of the time axis: `[batch, time, features]` becomes
/// `[batch, before + time + after, features]`.
public final class ZeroPadding1D: Layer, KerasSerializable {
  /// How many zeros come before and after.
  public let padding: (Int, Int)
  /// With `.channelsFirst` the input is `[batch, features, time]`.
  public let dataFormat: DataFormat

  /// - Parameter padding: how many zeros come before and after; 0 or more.
  public init(
    _ padding: (Int, Int), dataFormat: DataFormat = .channelsLast, name: String? = nil,
    trainable: Bool = true,
    dtype: DType = .float32, activityRegularizer: Regularizer? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    require(
      padding.0 >= 0 && padding.1 >= 0, "ZeroPadding1D: padding must be 0 or more, got \(padding)",
      file: file,
      line: line)
    self.padding = padding
    self.dataFormat = dataFormat
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    inputSpec = InputSpec(ndim: 3)
  }

  /// - Parameter padding: how many zeros come at each end.
  public convenience init(
    _ padding: Int = 1, dataFormat: DataFormat = .channelsLast, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, activityRegularizer: Regularizer? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    self.init(
      (padding, padding), dataFormat: dataFormat, name: name, trainable: trainable, dtype: dtype,
      activityRegularizer: activityRegularizer, file: file, line: line)
  }

  public override init(config: ConfigReader) throws {
    padding = try config.pair("padding", default: (1, 1))
    dataFormat = try config.choice("data_format", default: .channelsLast)
    try super.init(config: config)
    inputSpec = InputSpec(ndim: 3)
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "padding": [.int(padding.0), .int(padding.1)], "data_format": .string(dataFormat.rawValue),
    ]) { $1 }
  }

  private var timeAxis: Int { dataFormat == .channelsLast ? 1 : 2 }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    var shape = inputShape
    shape[timeAxis] = try joinedLength(
      [shape[timeAxis], padding.0, padding.1], Int.addingReportingOverflow, inputShape: inputShape)
    return shape
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try checkResultSize(computeOutputShape(inputs.shape.map { $0 }))
    var widths = Array(repeating: (0, 0), count: 3)
    widths[timeAxis] = padding
    return pad(inputs.with(mask: nil), widths)
  }
}
