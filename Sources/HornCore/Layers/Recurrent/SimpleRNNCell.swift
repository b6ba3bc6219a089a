import HornTensor

/// The step of ``SimpleRNN``: activation(inputs · kernel + bias + state · recurrentKernel).
///
/// Inputs `[batch, features]`, state and output `[batch, units]`.
public final class SimpleRNNCell: KernelCell, KerasSerializable {
  /// - Parameters:
  ///   - units: length of the state and of the output, at least 1.
  ///   - activation: nil for none.
  ///   - dropout: fraction of the inputs to drop, the same ones at each step.
  ///   - recurrentDropout: fraction of the state to drop, the same ones at each step.
  ///   - seed: for dropout; nil draws one.
  public convenience init(
    _ units: Int, activation: ActivationFunction? = .tanh, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, recurrentConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, dropout: Float = 0, recurrentDropout: Float = 0, seed: Int? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    self.init(
      RecurrentOptions(
        units: units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
        recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
        kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
        biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint,
        recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint, dropout: dropout,
        recurrentDropout: recurrentDropout, seed: seed),
      name: name, trainable: trainable, dtype: dtype)
  }

  init(_ options: RecurrentOptions, name: String?, trainable: Bool, dtype: DType) {
    super.init(options, gates: 1, masks: 1, name: name, trainable: trainable, dtype: dtype)
  }

  public init(config: ConfigReader) throws {
    try super.init(
      RecurrentOptions(config: config, hasGates: false), gates: 1, masks: 1, config: config)
  }

  public override func step(
    _ inputs: Tensor, states: [Tensor], training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    guard let kernel, let recurrentKernel else { throw notBuilt() }
    let x = inputGates(inputs, kernel: kernel.value, bias: bias?.value)[0]
    let h = stateGates(states[0], recurrentKernel: recurrentKernel.value, bias: nil, count: 1)[0]
    let output = try activation.applied(to: x + h)
    return (output, [output])
  }
}
