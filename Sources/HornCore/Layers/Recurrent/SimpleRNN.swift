import HornTensor

/// A fully connected recurrent layer: h[t] = activation(x[t]·kernel + bias + h[t−1]·recurrentKernel).
///
/// Input `[batch, time, features]`; output `[batch, units]` of the last step, or `[batch, time, units]` with
/// `returnSequences`; with `returnState` the final state `[batch, units]` is a second output, and a second input is
/// the initial state.
///
///     SimpleRNN(5, activation: .relu, recurrentInitializer: .identity)
public final class SimpleRNN: KernelRNN<SimpleRNNCell> {
  /// - Parameters:
  ///   - units: length of the state and of the output, at least 1.
  ///   - activation: nil for none.
  ///   - dropout: fraction of the inputs to drop, the same ones at each step.
  ///   - recurrentDropout: fraction of the state to drop, the same ones at each step.
  ///   - returnSequences: whether the outputs of all steps are given, or the last one's.
  ///   - returnState: whether the final state is given too.
  ///   - goBackwards: whether the steps are taken from the end.
  ///   - stateful: whether the final state of a batch is the initial one of the next.
  ///   - unroll: accepted for Keras's sake; the numbers are the same.
  ///   - seed: for dropout; nil draws one.
  ///   - zeroOutputForMask: whether a masked step gives zeros instead of the output before it.
  public convenience init(
    _ units: Int, activation: ActivationFunction? = .tanh, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil, dropout: Float = 0,
    recurrentDropout: Float = 0, returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false, seed: Int? = nil,
    zeroOutputForMask: Bool = false, name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    self.init(
      cell: SimpleRNNCell(
        units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
        recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
        kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
        biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint,
        recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint, dropout: dropout,
        recurrentDropout: recurrentDropout, seed: seed, name: "simple_rnn_cell", trainable: trainable,
        dtype: dtype),
      returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, unroll: unroll, zeroOutputForMask: zeroOutputForMask,
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
  }

  override func runLoop(
    _ x: Tensor, initial: [Tensor]?, mask: Tensor?, training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    guard let activation = activation.fused, kernelCell.isFusible, x.shape[1] > 0, let kernel,
      let recurrentKernel
    else { return try plainLoop(x, initial: initial, mask: mask, training: training) }
    let (output, state) = simpleRecurrence(
      kernelCell.dropping(x), kernel: kernel.value, recurrent: recurrentKernel.value, bias: bias?.value,
      initial: initial?[0], mask: mask, activation: activation, options: recurrenceOptions)
    return (output, [state])
  }

  // Keras leaves the seed out.
  override var cellConfig: Config { super.cellConfig.filter { $0.key != "seed" } }
}
