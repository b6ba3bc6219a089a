import HornTensor

/// The step of ``LSTM``: gates i, f, c, o of the inputs and the state h, and a carry that they write and read.
///
/// With z = inputs · kernel + h · recurrentKernel + bias, cut into four:
/// carry ← r(z.f) · carry + r(z.i) · a(z.c), h ← r(z.o) · a(carry),
/// where a is `activation` and r is `recurrentActivation`. Inputs `[batch, features]`, output and both states
/// (h, then the carry) `[batch, units]`.
///
/// Source: Hochreiter and Schmidhuber, Long Short-Term Memory, 1997, with the forget gate of Gers and others, 2000.
public final class LSTMCell: KernelCell, KerasSerializable {
  /// Whether the forget gate's bias starts at 1.
  public let unitForgetBias: Bool

  /// The gates' function.
  public var recurrentActivation: ActivationFunction { options.recurrentActivation ?? .sigmoid }

  /// - Parameters:
  ///   - units: length of the states and of the output, at least 1.
  ///   - activation: of the candidate and of the carry; nil for none.
  ///   - recurrentActivation: of the gates; nil for none.
  ///   - unitForgetBias: whether the forget gate's bias starts at 1.
  ///   - dropout: fraction of the inputs to drop, the same ones at each step; as in Keras, 1 drops none.
  ///   - recurrentDropout: fraction of the state to drop, the same ones at each step; 1 drops none.
  ///   - seed: for dropout; nil draws one.
  ///   - implementation: 1 draws dropout masks for each gate, as any `recurrentDropout` does; 2 draws one for all.
  public convenience init(
    _ units: Int, activation: ActivationFunction? = .tanh,
    recurrentActivation: ActivationFunction? = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, unitForgetBias: Bool = true,
    kernelRegularizer: Regularizer? = nil, recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil, dropout: Float = 0,
    recurrentDropout: Float = 0, seed: Int? = nil, implementation: Int = 2, name: String? = nil,
    trainable: Bool = true, dtype: DType = .float32
  ) {
    self.init(
      RecurrentOptions(
        units: units, activation: activation, recurrentActivation: recurrentActivation ?? .linear,
        useBias: useBias, kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
        biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
        recurrentRegularizer: recurrentRegularizer, biasRegularizer: biasRegularizer,
        kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint,
        biasConstraint: biasConstraint, dropout: dropout, recurrentDropout: recurrentDropout, seed: seed),
      unitForgetBias: unitForgetBias, implementation: implementation, name: name, trainable: trainable,
      dtype: dtype)
  }

  init(
    _ options: RecurrentOptions, unitForgetBias: Bool, implementation: Int, name: String?, trainable: Bool,
    dtype: DType
  ) {
    self.unitForgetBias = unitForgetBias
    super.init(
      options, gates: 4, masks: GateMasks.count(options, gates: 4, implementation: implementation),
      name: name, trainable: trainable, dtype: dtype)
  }

  public init(config: ConfigReader) throws {
    let options = try RecurrentOptions(config: config, hasGates: true)
    unitForgetBias = try config.bool("unit_forget_bias", default: true)
    try super.init(
      options, gates: 4, masks: GateMasks.count(options, gates: 4, config: config), config: config)
  }

  public override var stateSize: [Int] { [units, units] }

  override var firstBias: Initializer {
    guard unitForgetBias else { return biasInitializer }
    let (units, rest) = (units, biasInitializer)
    return Initializer("UnitForgetBias") { _, dtype in
      concatenate(
        [
          try rest.values([units], dtype: dtype), Tensor(ones: [units], dtype: dtype),
          try rest.values([2 * units], dtype: dtype),
        ], axis: 0)
    }
  }

  public override func step(
    _ inputs: Tensor, states: [Tensor], training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    guard let kernel, let recurrentKernel else { throw notBuilt() }
    let x = inputGates(inputs, kernel: kernel.value, bias: bias?.value)
    let h = stateGates(states[0], recurrentKernel: recurrentKernel.value, bias: nil, count: gates)
    let inputGate = try recurrentActivation.applied(to: x[0] + h[0])
    let forgetGate = try recurrentActivation.applied(to: x[1] + h[1])
    let candidate = try activation.applied(to: x[2] + h[2])
    let outputGate = try recurrentActivation.applied(to: x[3] + h[3])
    let carry = forgetGate * states[1] + inputGate * candidate
    let output = try outputGate * activation.applied(to: carry)
    return (output, [output, carry])
  }

  override var cellConfig: Config {
    super.cellConfig.merging(["unit_forget_bias": .bool(unitForgetBias)]) { $1 }
  }
}
