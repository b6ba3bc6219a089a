import HornTensor

/// The step of ``GRU``: gates z and r of the inputs and the state, and a candidate h.
///
/// With x = inputs · kernel + bias and s = state · recurrentKernel (+ its own bias), each cut into z, r, h:
/// z = g(x.z + s.z), r = g(x.r + s.r), candidate = a(x.h + r · s.h), new state = z · state + (1 − z) · candidate,
/// where a is `activation` and g is `recurrentActivation`. Without `resetAfter` the state is multiplied with r before
/// the product instead, and there is one bias. Inputs `[batch, features]`, state and output `[batch, units]`.
///
/// Source: Cho and others, Learning Phrase Representations using RNN Encoder–Decoder, 2014, its third version, and
/// the first one without `resetAfter`.
public final class GRUCell: KernelCell, KerasSerializable {
  /// Whether the reset gate works after the product with the recurrent kernel.
  public let resetAfter: Bool

  /// The gates' function.
  public var recurrentActivation: ActivationFunction { options.recurrentActivation ?? .sigmoid }

  /// - Parameters:
  ///   - units: length of the state and of the output, at least 1.
  ///   - activation: of the candidate; nil for none.
  ///   - recurrentActivation: of the gates; nil for none.
  ///   - dropout: fraction of the inputs to drop, the same ones at each step; as in Keras, 1 drops none.
  ///   - recurrentDropout: fraction of the state to drop, the same ones at each step; 1 drops none.
  ///   - resetAfter: whether the reset gate works after the product with the recurrent kernel; the bias is then
  ///     `[2, 3 · units]`.
  ///   - seed: for dropout; nil draws one.
  ///   - implementation: 1 draws dropout masks for each gate, as any `recurrentDropout` does; 2 draws one for all.
  public convenience init(
    _ units: Int, activation: ActivationFunction? = .tanh,
    recurrentActivation: ActivationFunction? = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, recurrentConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, dropout: Float = 0, recurrentDropout: Float = 0,
    resetAfter: Bool = true, seed: Int? = nil, implementation: Int = 2, name: String? = nil,
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
      resetAfter: resetAfter, implementation: implementation, name: name, trainable: trainable, dtype: dtype)
  }

  init(
    _ options: RecurrentOptions, resetAfter: Bool, implementation: Int, name: String?, trainable: Bool,
    dtype: DType
  ) {
    self.resetAfter = resetAfter
    super.init(
      options, gates: 3, masks: GateMasks.count(options, gates: 3, implementation: implementation),
      name: name, trainable: trainable, dtype: dtype)
  }

  public init(config: ConfigReader) throws {
    let options = try RecurrentOptions(config: config, hasGates: true)
    resetAfter = try config.bool("reset_after", default: true)
    try super.init(
      options, gates: 3, masks: GateMasks.count(options, gates: 3, config: config), config: config)
  }

  /// The bias of the inputs, and with `resetAfter` a second row for the state.
  override var biasShape: [Int] { resetAfter ? [2, 3 * units] : [3 * units] }

  public override func step(
    _ inputs: Tensor, states: [Tensor], training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    guard let kernel, let recurrentKernel else { throw notBuilt() }
    let biases = bias.map { resetAfter ? unstack($0.value, axis: 0) : [$0.value] } ?? []
    let x = inputGates(inputs, kernel: kernel.value, bias: biases.first)
    let state = states[0]
    let z: Tensor
    let candidate: Tensor
    if resetAfter {
      let s = stateGates(
        state, recurrentKernel: recurrentKernel.value, bias: biases.count > 1 ? biases[1] : nil, count: 3)
      z = try recurrentActivation.applied(to: x[0] + s[0])
      let r = try recurrentActivation.applied(to: x[1] + s[1])
      candidate = try activation.applied(to: x[2] + r * s[2])
    } else {
      let kernels = split(recurrentKernel.value, [2 * units], axis: -1)
      let s = stateGates(state, recurrentKernel: kernels[0], bias: nil, count: 2)
      z = try recurrentActivation.applied(to: x[0] + s[0])
      let r = try recurrentActivation.applied(to: x[1] + s[1])
      let kept = dropoutMasks.states.last.map { state * $0 } ?? state
      candidate = try activation.applied(to: x[2] + matmul(r * kept, kernels[1]))
    }
    let output = z * state + (1 - z) * candidate
    return (output, [output])
  }

  override var cellConfig: Config {
    super.cellConfig.merging(["reset_after": .bool(resetAfter)]) { $1 }
  }
}
