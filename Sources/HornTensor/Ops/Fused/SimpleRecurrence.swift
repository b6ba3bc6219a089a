import HornKernels

/// How a recurrent layer goes through its sequences.
package struct RecurrenceOptions: Sendable {
  /// Whether the outputs of all steps are wanted, or the last one's.
  package var returnSequences: Bool
  /// Whether the steps are taken from the end.
  package var goBackwards: Bool
  /// Whether a masked step gives zeros instead of the state.
  package var zeroOutputForMask: Bool

  package init(returnSequences: Bool, goBackwards: Bool, zeroOutputForMask: Bool) {
    self.returnSequences = returnSequences
    self.goBackwards = goBackwards
    self.zeroOutputForMask = zeroOutputForMask
  }
}

/// h[t] = f(x[t]·kernel + bias + h[t−1]·recurrent), as one operation with its own gradient.
///
/// - Parameters:
///   - x: `[batch, time, features]`, float32.
///   - kernel: `[features, units]`.
///   - recurrent: `[units, units]`.
///   - bias: `[units]`.
///   - initial: `[batch, units]`; nil for zeros.
///   - mask: `[batch, time]`, bool; a step that is false keeps the state.
/// - Returns: the outputs (`[batch, time, units]`, or the last one's `[batch, units]`) and the final state.
package func simpleRecurrence(
  _ x: Tensor, kernel: Tensor, recurrent: Tensor, bias: Tensor?, initial: Tensor?, mask: Tensor?,
  activation: FusedActivation, options: RecurrenceOptions
) -> (output: Tensor, state: Tensor) {
  let (batch, time) = (x.shape[0], x.shape[1])
  let units = kernel.shape[1]
  let inputs = [x, kernel, recurrent] + [bias, initial].compactMap(\.self)
  let tracked = inputs.contains(where: \.isTracked)

  let output = Tensor(uninitialized: options.returnSequences ? [batch, time, units] : [batch, units])
  let state = Tensor(uninitialized: [batch, units])
  let arguments = RecurrenceArguments(
    x: x.detached, kernel: kernel.detached, recurrent: recurrent.detached, bias: bias?.detached,
    initial: initial?.detached, mask: mask, activation: activation, options: options,
    parts: horn_simple_rnn_parts(batch, time, x.shape[2], units))
  let states = tracked ? Tensor(uninitialized: [arguments.statesSize]) : nil
  arguments.withKernelArguments { pointer in
    horn_simple_rnn_forward(
      pointer, states?.mutableF32, options.returnSequences ? output.mutableF32 : nil,
      options.returnSequences ? nil : output.mutableF32, state.mutableF32)
  }
  guard tracked, let states else { return (output, state) }

  let needs = (x: x.isTracked, initial: initial?.isTracked ?? false)
  let results = Tensor.derived([output, state], fromAny: inputs) { dy in
    let dx = needs.x ? Tensor(uninitialized: arguments.x.shape) : nil
    let dKernel = Tensor(uninitialized: arguments.kernel.shape)
    let dRecurrent = Tensor(uninitialized: arguments.recurrent.shape)
    let dBias = arguments.bias.map { Tensor(uninitialized: $0.shape) }
    let dInitial = needs.initial ? Tensor(uninitialized: [batch, units]) : nil
    var gradients = horn_simple_rnn_gradients(
      d_sequence: options.returnSequences ? dy[0]?.f32 : nil,
      d_last: options.returnSequences ? nil : dy[0]?.f32,
      d_final: dy[1]?.f32, d_x: dx?.mutableF32, d_kernel: dKernel.mutableF32,
      d_recurrent: dRecurrent.mutableF32, d_bias: dBias?.mutableF32, d_initial: dInitial?.mutableF32)
    arguments.withKernelArguments { horn_simple_rnn_backward($0, states.f32, &gradients) }
    withExtendedLifetime(dy) {}
    return [dx.map { .dense($0) }, .dense(dKernel), .dense(dRecurrent)]
      + (dBias.map { [.dense($0)] } ?? []) + (arguments.initial == nil ? [] : [dInitial.map { .dense($0) }])
  }
  return (results[0], results[1])
}

/// The tensors of a recurrence, kept for its gradient.
private struct RecurrenceArguments: Sendable {
  let x, kernel, recurrent: Tensor
  let bias, initial, mask: Tensor?
  let activation: FusedActivation
  let options: RecurrenceOptions
  let parts: Int32

  /// Elements that the forward pass keeps for the backward pass.
  var statesSize: Int {
    var size = 0
    withKernelArguments { size = horn_simple_rnn_states_size($0) }
    return size
  }

  func withKernelArguments(_ body: (UnsafePointer<horn_simple_rnn>) -> Void) {
    var arguments = horn_simple_rnn(
      batch: x.shape[0], time: x.shape[1], features: x.shape[2], units: kernel.shape[1], x: x.f32,
      kernel: kernel.f32, recurrent: recurrent.f32, bias: bias?.f32, mask: mask?.u8, initial: initial?.f32,
      activation: activation.rawValue, go_backwards: options.goBackwards ? 1 : 0,
      zero_output_for_mask: options.zeroOutputForMask ? 1 : 0, parts: parts)
    withExtendedLifetime(self) { body(&arguments) }
  }
}
