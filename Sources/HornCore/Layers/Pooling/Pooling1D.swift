import HornTensor

/// The base of the layers that make one number of each window of a feature's time steps.
///
/// Input `[batch, time, features]`, output `[batch, windows, features]`; with `.channelsFirst` the last two axes
/// stand the other way round.
public class Pooling1D: Layer {
  /// Time steps of a window.
  public let poolSize: Int
  /// How far a window is from the next.
  public let strides: Int
  /// What happens at the ends of the input.
  public let padding: PoolingPadding
  /// Which axis holds the features, of input and output.
  public let dataFormat: DataFormat

  init(
    poolSize: Int, strides: Int?, padding: PoolingPadding, dataFormat: DataFormat, name: String?,
    trainable: Bool, dtype: DType, activityRegularizer: Regularizer?, file: StaticString, line: UInt
  ) {
    require(poolSize >= 1, "poolSize must be at least 1, got \(poolSize)", file: file, line: line)
    require(
      strides ?? 1 >= 1, "strides must be at least 1, got \(strides ?? 1)", file: file, line: line)
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
    self.dataFormat = dataFormat
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    inputSpec = InputSpec(ndim: 3)
    stopUnlessFloat32()
  }

  /// - Parameter poolSize: where the configuration has none; nil demands one.
  init(config: ConfigReader, poolSize: Int?) throws {
    self.poolSize = try config.window("pool_size", default: poolSize)
    strides = try config.window("strides", default: self.poolSize)
    padding = try config.choice("padding", default: .valid)
    dataFormat = try config.choice("data_format", default: .channelsLast)
    try super.init(config: config)
    inputSpec = InputSpec(ndim: 3)
    try requireFloat32()
  }

  private var windows: WindowArguments {
    WindowArguments(
      taps: poolSize, stride: strides, dilation: 1, padding: padding == .same ? .same : .valid)
  }

  private var timeAxis: Int { dataFormat == .channelsLast ? 1 : 2 }

  /// The numbers of all windows over `[batch, time, features]`.
  func pooled(_ x: Tensor, _ window: SequenceWindow) -> Tensor {
    programmingError("\(className) must override pooled(_:_:)")
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard let window = windows.window(time: inputs.shape[timeAxis]) else {
      throw windows.tooShort(self, inputs.shape.map { $0 })
    }
    let x = try numeric(inputs.with(mask: nil))
    if dataFormat == .channelsLast { return pooled(x, window) }
    return swapaxes(pooled(swapaxes(x, 1, 2), window), 1, 2)
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    var shape = inputShape
    if let time = inputShape[timeAxis] {
      guard let count = windows.count(time: time) else { throw windows.tooShort(self, inputShape) }
      shape[timeAxis] = count
    }
    return shape
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "pool_size": [.int(poolSize)], "strides": [.int(strides)], "padding": .string(padding.rawValue),
      "data_format": .string(dataFormat.rawValue),
    ]) { $1 }
  }
}
