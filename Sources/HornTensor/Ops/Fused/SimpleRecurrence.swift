/// h[t] = f(x[t]·kernel + bias + h[t−1]·recurrent), as one operation with its own gradient. Masked steps cost nothing.
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
  let (output, states) = Recurrence(
    cell: .simple, inputs: RecurrenceInputs(x, kernel: kernel, bias: bias, mask: mask), recurrent: recurrent,
    initial: initial.map { [$0] } ?? [], mask: mask, activation: activation, options: options
  ).run()
  return (output, states[0])
}
