import HornTensor

/// The step of ``SimpleRNN``: activation(inputs · kernel + bias + state · recurrentKernel).
///
/// Inputs `[batch, features]`, state and output `[batch, units]`.
public final class SimpleRNNCell: Layer, RecurrentCell, KerasSerializable {
  public let units: Int
  public let activation: ActivationFunction
  public let useBias: Bool
  public let kernelInitializer: Initializer
  public let recurrentInitializer: Initializer
  public let biasInitializer: Initializer
  public let kernelRegularizer: Regularizer?
  public let recurrentRegularizer: Regularizer?
  public let biasRegularizer: Regularizer?
  public let kernelConstraint: Constraint?
  public let recurrentConstraint: Constraint?
  public let biasConstraint: Constraint?
  public let dropout: Float
  public let recurrentDropout: Float
  public let seed: Int?

  /// The weight `[features, units]`, once the cell is built.
  public private(set) var kernel: Variable?
  /// The weight `[units, units]`, once the cell is built.
  public private(set) var recurrentKernel: Variable?
  /// The weight `[units]`, once the cell is built, unless it has none.
  public private(set) var bias: Variable?

  private let dropoutMasks: RecurrentDropout

  /// - Parameters:
  ///   - units: length of the state and of the output, at least 1.
  ///   - activation: nil for none.
  ///   - dropout: fraction of the inputs to drop, the same ones at each step.
  ///   - recurrentDropout: fraction of the state to drop, the same ones at each step.
  ///   - seed: for dropout; nil draws one.
  public init(
    _ units: Int, activation: ActivationFunction? = .tanh, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, recurrentConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, dropout: Float = 0, recurrentDropout: Float = 0, seed: Int? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    require(units > 0, "SimpleRNNCell: units must be at least 1, got \(units)")
    self.units = units
    self.activation = activation ?? .linear
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.recurrentInitializer = recurrentInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.recurrentRegularizer = recurrentRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.recurrentConstraint = recurrentConstraint
    self.biasConstraint = biasConstraint
    self.dropout = min(1, max(0, dropout))
    self.recurrentDropout = min(1, max(0, recurrentDropout))
    self.seed = seed
    dropoutMasks = RecurrentDropout(
      dropout: self.dropout, recurrentDropout: self.recurrentDropout, seed: seed)
    super.init(name: name, trainable: trainable, dtype: dtype)
    stopUnlessFloat32()
    inputSpec = InputSpec(ndim: 2)
  }

  public override convenience init(config: ConfigReader) throws {
    self.init(
      try config.int("units", atLeast: 1),
      activation: config.config["activation"] == nil
        ? .tanh : try config.choice("activation", default: .linear),
      useBias: try config.bool("use_bias", default: true),
      kernelInitializer: try config.choice("kernel_initializer", default: .glorotUniform),
      recurrentInitializer: try config.choice("recurrent_initializer", default: .orthogonal),
      biasInitializer: try config.choice("bias_initializer", default: .zeros),
      kernelRegularizer: try config.optionalChoice("kernel_regularizer"),
      recurrentRegularizer: try config.optionalChoice("recurrent_regularizer"),
      biasRegularizer: try config.optionalChoice("bias_regularizer"),
      kernelConstraint: try config.optionalChoice("kernel_constraint"),
      recurrentConstraint: try config.optionalChoice("recurrent_constraint"),
      biasConstraint: try config.optionalChoice("bias_constraint"),
      dropout: try config.float("dropout", default: 0),
      recurrentDropout: try config.float("recurrent_dropout", default: 0),
      seed: try config.optionalInt("seed"),
      name: try config.optionalString("name"), trainable: try config.bool("trainable", default: true),
      dtype: try config.float32())
  }

  public var stateSize: [Int] { [units] }
  public var outputSize: Int { units }

  public override func build(inputShape: [Int?]) throws {
    guard let features = inputShape.last ?? nil else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) needs a known length of its input's last axis, got \(formatShape(inputShape))"
      )
    }
    inputSpec = InputSpec(ndim: 2, axes: [-1: features])
    kernel = try addWeight(
      name: "kernel", shape: [features, units], initializer: kernelInitializer,
      regularizer: kernelRegularizer,
      constraint: kernelConstraint)
    recurrentKernel = try addWeight(
      name: "recurrent_kernel", shape: [units, units], initializer: recurrentInitializer,
      regularizer: recurrentRegularizer, constraint: recurrentConstraint)
    if useBias {
      bias = try addWeight(
        name: "bias", shape: [units], initializer: biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
  }

  public func step(
    _ inputs: Tensor, states: [Tensor], training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    guard let kernel, let recurrentKernel else { throw notBuilt() }
    let x = dropoutMasks.inputs.map { inputs * $0 } ?? inputs
    let previous = dropoutMasks.states.map { states[0] * $0 } ?? states[0]
    let projected = dense(x, kernel: kernel.value, bias: bias?.value)
    let output = try activation.applied(to: projected + matmul(previous, recurrentKernel.value))
    return (output, [output])
  }

  /// One step by itself: inputs, and the state as second input; gives the output and the new state.
  public override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    guard inputs.count == 2 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) takes an input and a state, but \(inputs.count) inputs were given")
    }
    let x = try numeric(inputs[0])
    guard inputs[1].shape == [x.shape[0], units] else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) needs a state of the shape \([x.shape[0], units] as Shape), got "
          + "\(inputs[1].shape)")
    }
    beginSequence(batchSize: x.shape[0], features: x.shape[1], training: training)
    defer { endSequence() }
    let (output, states) = try step(x, states: [try numeric(inputs[1])], training: training)
    return [output] + states
  }

  public override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    let output: [Int?] = [inputShapes.first?.first ?? nil, units]
    return [output, output]
  }

  public func beginSequence(batchSize: Int, features: Int, training: Bool) {
    dropoutMasks.draw(batchSize: batchSize, features: features, units: units, training: training)
  }

  /// The inputs of a whole sequence (`[batch, time, features]`) after the dropout that each step shares.
  func dropping(_ x: Tensor) -> Tensor {
    dropoutMasks.inputs.map { x * expandDims($0, axis: 1) } ?? x
  }

  public func endSequence() { dropoutMasks.clear() }

  public override func getConfig() -> Config { super.getConfig().merging(cellConfig) { $1 } }

  /// The arguments that the layer and its cell share.
  var cellConfig: Config {
    [
      "units": .int(units), "activation": activation.serialized, "use_bias": .bool(useBias),
      "kernel_initializer": kernelInitializer.serialized,
      "recurrent_initializer": recurrentInitializer.serialized,
      "bias_initializer": biasInitializer.serialized,
      "kernel_regularizer": kernelRegularizer?.serialized ?? .null,
      "recurrent_regularizer": recurrentRegularizer?.serialized ?? .null,
      "bias_regularizer": biasRegularizer?.serialized ?? .null,
      "kernel_constraint": kernelConstraint?.serialized ?? .null,
      "recurrent_constraint": recurrentConstraint?.serialized ?? .null,
      "bias_constraint": biasConstraint?.serialized ?? .null, "dropout": ConfigValue(dropout),
      "recurrent_dropout": ConfigValue(recurrentDropout), "seed": ConfigValue(seed),
    ]
  }
}
