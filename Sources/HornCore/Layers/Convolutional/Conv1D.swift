import HornTensor

/// A convolution along time: activation(windows of the input · kernel + bias).
///
/// Input `[batch, time, channels]`, output `[batch, windows, filters]`; with `.channelsFirst`, input
/// `[batch, channels, time]` and output `[batch, filters, windows]`.
///
///     Conv1D(32, kernelSize: 5, padding: .causal, activation: .relu)
public final class Conv1D: Layer, KerasSerializable {
  /// Number of output channels.
  public let filters: Int
  /// Time steps of a window.
  public let kernelSize: Int
  /// How far a window is from the next.
  public let strides: Int
  /// What happens at the ends of the input.
  public let padding: ConvolutionPadding
  /// Which axis holds the channels, of input and output.
  public let dataFormat: DataFormat
  /// How far the steps of a window are from each other.
  public let dilationRate: Int
  /// Into how many parts the channels are split, each with filters of its own.
  public let groups: Int
  /// What is applied to the sum; `.linear` where none was given.
  public let activation: ActivationFunction
  /// Whether a bias is added.
  public let useBias: Bool
  /// How the kernel starts.
  public let kernelInitializer: Initializer
  /// How the bias starts.
  public let biasInitializer: Initializer
  /// A penalty on the kernel that is added to the loss; nil for none.
  public let kernelRegularizer: Regularizer?
  /// A penalty on the bias that is added to the loss; nil for none.
  public let biasRegularizer: Regularizer?
  /// What the kernel is brought back to after each step of training; nil for nothing.
  public let kernelConstraint: Constraint?
  /// What the bias is brought back to after each step of training; nil for nothing.
  public let biasConstraint: Constraint?

  /// The weight `[kernelSize, channels / groups, filters]`, once the layer is built.
  public private(set) var kernel: Variable?
  /// The weight `[filters]`, once the layer is built, unless it has none.
  public private(set) var bias: Variable?

  /// - Parameters:
  ///   - filters: number of output channels, a multiple of `groups`.
  ///   - kernelSize: time steps of a window.
  ///   - strides: how far a window is from the next; above 1 only with a `dilationRate` of 1.
  ///   - padding: `.valid` stays inside the input, `.same` keeps the length (with stride 1), `.causal` does so
  ///     without looking ahead.
  ///   - dilationRate: how far the steps of a window are from each other.
  ///   - groups: into how many parts the channels are split, each with filters of its own.
  ///   - activation: nil for none.
  public init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: ConvolutionPadding = .valid,
    dataFormat: DataFormat = .channelsLast, dilationRate: Int = 1, groups: Int = 1,
    activation: ActivationFunction? = nil, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, file: StaticString = #fileID, line: UInt = #line
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dataFormat = dataFormat
    self.dilationRate = dilationRate
    self.groups = groups
    self.activation = activation ?? .linear
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    inputSpec = InputSpec(ndim: 3)
    if let problem { programmingError(problem, file: file, line: line) }
    stopUnlessFloat32()
  }

  public override init(config: ConfigReader) throws {
    filters = try config.int("filters", atLeast: 1)
    kernelSize = try config.window("kernel_size")
    strides = try config.window("strides", default: 1)
    padding = try config.choice("padding", default: .valid)
    dataFormat = try config.choice("data_format", default: .channelsLast)
    dilationRate = try config.window("dilation_rate", default: 1)
    groups = try config.int("groups", default: 1)
    activation = try config.choice("activation", default: .linear)
    useBias = try config.bool("use_bias", default: true)
    kernelInitializer = try config.choice("kernel_initializer", default: .glorotUniform)
    biasInitializer = try config.choice("bias_initializer", default: .zeros)
    kernelRegularizer = try config.optionalChoice("kernel_regularizer")
    biasRegularizer = try config.optionalChoice("bias_regularizer")
    kernelConstraint = try config.optionalChoice("kernel_constraint")
    biasConstraint = try config.optionalChoice("bias_constraint")
    try config.refuse("lora_rank", "lora_alpha")
    try super.init(config: config)
    inputSpec = InputSpec(ndim: 3)
    if let problem { throw HornError(.configuration, problem) }
    try requireFloat32()
  }

  private var problem: String? {
    let lengths = [
      ("filters", filters), ("kernelSize", kernelSize), ("strides", strides), ("dilationRate", dilationRate),
      ("groups", groups),
    ]
    if let (name, value) = lengths.first(where: { $0.1 < 1 }) {
      return "Conv1D: \(name) must be at least 1, got \(value)"
    }
    if filters % groups != 0 {
      return "Conv1D: filters (\(filters)) must be a multiple of groups (\(groups))"
    }
    return strides > 1 && dilationRate > 1
      ? "Conv1D: strides \(strides) and dilationRate \(dilationRate) cannot both be above 1" : nil
  }

  private var windows: WindowArguments {
    WindowArguments(taps: kernelSize, stride: strides, dilation: dilationRate, padding: padding)
  }

  private var channelAxis: Int { dataFormat == .channelsLast ? 2 : 1 }
  private var timeAxis: Int { 3 - channelAxis }

  public override func build(inputShape: [Int?]) throws {
    try inputSpec?.check(inputShape, layer: name)
    guard let channels = inputShape[channelAxis], channels > 0 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (Conv1D) needs a known number of channels on axis \(channelAxis), got "
          + formatShape(inputShape))
    }
    guard channels % groups == 0 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (Conv1D): the \(channels) channels of the input \(formatShape(inputShape)) cannot be "
          + "split into \(groups) groups")
    }
    _ = try computeOutputShape(inputShape)
    kernel = try addWeight(
      name: "kernel", shape: [kernelSize, channels / groups, filters], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    if useBias {
      bias = try addWeight(
        name: "bias", shape: [filters], initializer: biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
    inputSpec = InputSpec(ndim: 3, axes: [channelAxis: channels])
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard let kernel else { throw notBuilt() }
    guard let window = windows.window(time: inputs.shape[timeAxis]) else {
      throw windows.tooShort(self, inputs.shape.map { $0 })
    }
    let first = dataFormat == .channelsFirst
    let x = try numeric(inputs)
    let y = convolution1D(
      first ? swapaxes(x, 1, 2) : x, kernel: kernel.value, bias: bias?.value, window: window, groups: groups,
      activation: activation.fused ?? .linear)
    let placed = first ? swapaxes(y, 1, 2) : y
    return activation.fused == nil ? try activation.applied(to: placed) : placed
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    var shape = inputShape
    shape[channelAxis] = filters
    if let time = inputShape[timeAxis] {
      guard let count = windows.count(time: time) else { throw windows.tooShort(self, inputShape) }
      shape[timeAxis] = count
    }
    return shape
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "filters": .int(filters), "kernel_size": [.int(kernelSize)], "strides": [.int(strides)],
      "padding": .string(padding.rawValue), "data_format": .string(dataFormat.rawValue),
      "dilation_rate": [.int(dilationRate)], "groups": .int(groups), "activation": activation.serialized,
      "use_bias": .bool(useBias), "kernel_initializer": kernelInitializer.serialized,
      "bias_initializer": biasInitializer.serialized,
      "kernel_regularizer": kernelRegularizer?.serialized ?? .null,
      "bias_regularizer": biasRegularizer?.serialized ?? .null,
      "activity_regularizer": activityRegularizer?.serialized ?? .null,
      "kernel_constraint": kernelConstraint?.serialized ?? .null,
      "bias_constraint": biasConstraint?.serialized ?? .null,
    ]) { $1 }
  }
}
