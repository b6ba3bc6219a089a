import HornTensor

/// A gated recurrent unit: a recurrent layer whose gates choose how much of the state is replaced.
///
/// The step is that of ``GRUCell``. Input `[batch, time, features]`; output `[batch, units]` of the last step, or
/// `[batch, time, units]` with `returnSequences`; with `returnState` the final state `[batch, units]` is a second
/// output, and a second input is the initial state.
///
///     let (sequence, state) = try GRU(16, returnSequences: true, returnState: true)(x)
///
/// Source: Cho and others, Learning Phrase Representations using RNN Encoder–Decoder, 2014.
public final class GRU: KernelRNN<GRUCell> {
  /// The gates' function.
  public var recurrentActivation: ActivationFunction { kernelCell.recurrentActivation }
  /// Whether the reset gate works after the product with the recurrent kernel.
  public var resetAfter: Bool { kernelCell.resetAfter }

  /// - Parameters:
  ///   - units: length of the state and of the output, at least 1.
  ///   - activation: of the candidate; nil for none.
  ///   - recurrentActivation: of the gates; nil for none.
  ///   - dropout: fraction of the inputs to drop, the same ones at each step; as in Keras on JAX, 1 drops none
  ///     with a mask, with `recurrentDropout` or without `resetAfter`.
  ///   - recurrentDropout: fraction of the state to drop, the same ones at each step; with it, each gate drops
  ///     inputs and state of its own. 1 drops none.
  ///   - seed: for dropout; nil draws one.
  ///   - returnSequences: whether the outputs of all steps are given, or the last one's.
  ///   - returnState: whether the final state is given too.
  ///   - goBackwards: whether the steps are taken from the end.
  ///   - stateful: whether the final state of a batch is the initial one of the next.
  ///   - unroll: accepted for Keras's sake; the numbers are the same.
  ///   - resetAfter: whether the reset gate works after the product with the recurrent kernel; the bias is then
  ///     `[2, 3 · units]`.
  ///   - useCudnn: `true` stops the program, as there is no GPU.
  ///   - zeroOutputForMask: whether a masked step gives zeros instead of the output before it.
  ///   - implementation: 1 draws dropout masks for each gate, as any `recurrentDropout` does; 2 draws one for all.
  public convenience init(
    _ units: Int, activation: ActivationFunction? = .tanh,
    recurrentActivation: ActivationFunction? = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil, dropout: Float = 0,
    recurrentDropout: Float = 0, seed: Int? = nil, returnSequences: Bool = false,
    returnState: Bool = false, goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false,
    resetAfter: Bool = true, useCudnn: CudnnUse = .auto, zeroOutputForMask: Bool = false,
    implementation: Int = 2, name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    useCudnn.stopIfDemanded(by: "GRU")
    self.init(
      cell: GRUCell(
        units, activation: activation, recurrentActivation: recurrentActivation, useBias: useBias,
        kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
        biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
        recurrentRegularizer: recurrentRegularizer, biasRegularizer: biasRegularizer,
        kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint,
        biasConstraint: biasConstraint, dropout: dropout, recurrentDropout: recurrentDropout,
        resetAfter: resetAfter, seed: seed, implementation: implementation, name: "gru_cell",
        trainable: trainable, dtype: dtype),
      returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, unroll: unroll, zeroOutputForMask: zeroOutputForMask,
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
  }
  override func runLoop(
    _ x: Tensor, initial: [Tensor]?, mask: Tensor?, training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    // Keras on JAX takes these sequences in one piece, where a rate of 1 drops all inputs; its cell would drop none.
    let dropsAll = training && dropout == 1 && recurrentDropout == 0 && resetAfter && mask == nil
    let x = dropsAll ? x * 0 : x
    guard let activation = activation.fused, let recurrentActivation = recurrentActivation.fused,
      kernelCell.isFusible, x.shape[1] > 0, let kernel, let recurrentKernel
    else { return try plainLoop(x, initial: initial, mask: mask, training: training) }
    return gruRecurrence(
      kernelCell.dropping(x), kernel: kernel.value, recurrent: recurrentKernel.value, bias: bias?.value,
      initial: initial?[0], mask: mask, resetAfter: resetAfter, activation: activation,
      recurrentActivation: recurrentActivation, options: recurrenceOptions)
  }
}
