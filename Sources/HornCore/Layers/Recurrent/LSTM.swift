import HornTensor

/// Long short-term memory: a recurrent layer whose gates write, keep and read a carry.
///
/// The step is that of ``LSTMCell``. Input `[batch, time, features]`; output `[batch, units]` of the last step, or
/// `[batch, time, units]` with `returnSequences`; with `returnState` the final state and carry, `[batch, units]` each,
/// are further outputs, and further inputs are the initial ones.
///
///     let (sequence, h, c) = try LSTM(16, returnSequences: true, returnState: true)(x)
///
/// Source: Hochreiter and Schmidhuber, Long Short-Term Memory, 1997.
public final class LSTM: KernelRNN<LSTMCell> {
  /// The gates' function.
  public var recurrentActivation: ActivationFunction { kernelCell.recurrentActivation }
  /// Whether the forget gate's bias starts at 1.
  public var unitForgetBias: Bool { kernelCell.unitForgetBias }

  /// - Parameters:
  ///   - units: length of the states and of the output, at least 1.
  ///   - activation: of the candidate and of the carry; nil for none.
  ///   - recurrentActivation: of the gates; nil for none.
  ///   - unitForgetBias: whether the forget gate's bias starts at 1.
  ///   - dropout: fraction of the inputs to drop, the same ones at each step; as in Keras on JAX, 1 drops none.
  ///   - recurrentDropout: fraction of the state to drop, the same ones at each step; with it, each gate drops
  ///     inputs and state of its own. 1 drops none.
  ///   - seed: for dropout; nil draws one.
  ///   - returnSequences: whether the outputs of all steps are given, or the last one's.
  ///   - returnState: whether the final states are given too.
  ///   - goBackwards: whether the steps are taken from the end.
  ///   - stateful: whether the final states of a batch are the initial ones of the next.
  ///   - unroll: accepted for Keras's sake; the numbers are the same.
  ///   - useCudnn: `true` stops the program, as there is no GPU.
  ///   - zeroOutputForMask: whether a masked step gives zeros instead of the output before it.
  ///   - implementation: 1 draws dropout masks for each gate, as any `recurrentDropout` does; 2 draws one for all.
  public convenience init(
    _ units: Int, activation: ActivationFunction? = .tanh,
    recurrentActivation: ActivationFunction? = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, unitForgetBias: Bool = true,
    kernelRegularizer: Regularizer? = nil, recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, recurrentConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, dropout: Float = 0, recurrentDropout: Float = 0, seed: Int? = nil,
    returnSequences: Bool = false, returnState: Bool = false, goBackwards: Bool = false,
    stateful: Bool = false, unroll: Bool = false, useCudnn: CudnnUse = .auto,
    zeroOutputForMask: Bool = false, implementation: Int = 2, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32
  ) {
    useCudnn.stopIfDemanded(by: "LSTM")
    self.init(
      cell: LSTMCell(
        units, activation: activation, recurrentActivation: recurrentActivation, useBias: useBias,
        kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
        biasInitializer: biasInitializer, unitForgetBias: unitForgetBias,
        kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
        biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint,
        recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint, dropout: dropout,
        recurrentDropout: recurrentDropout, seed: seed, implementation: implementation, name: "lstm_cell",
        trainable: trainable, dtype: dtype),
      returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, unroll: unroll, zeroOutputForMask: zeroOutputForMask,
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
  }

  override func runLoop(
    _ x: Tensor, initial: [Tensor]?, mask: Tensor?, training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    guard let activation = activation.fused, let recurrentActivation = recurrentActivation.fused,
      kernelCell.isFusible, x.shape[1] > 0, let kernel, let recurrentKernel
    else { return try plainLoop(x, initial: initial, mask: mask, training: training) }
    return lstmRecurrence(
      kernelCell.dropping(x), kernel: kernel.value, recurrent: recurrentKernel.value, bias: bias?.value,
      initial: initial.map { (h: $0[0], c: $0[1]) }, mask: mask, activation: activation,
      recurrentActivation: recurrentActivation, options: recurrenceOptions)
  }
}
