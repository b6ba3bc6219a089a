/// Long short-term memory over whole sequences, as one operation with its own gradient.
///
/// With gates i, f, g, o side by side: z = x[t]·kernel + bias + h[t−1]·recurrent, c[t] = σ(zf)·c[t−1] + σ(zi)·tanh(zg),
/// h[t] = σ(zo)·tanh(c[t]) (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000). Masked steps cost
/// nothing.
///
/// - Parameters:
///   - x: `[batch, time, features]`, float32.
///   - kernel: `[features, 4 · units]`.
///   - recurrent: `[units, 4 · units]`.
///   - bias: `[4 · units]`.
///   - initial: h and c, each `[batch, units]`; nil for zeros.
///   - mask: `[batch, time]`, bool; a step that is false keeps the states.
///   - activation: what stands for tanh.
///   - recurrentActivation: what stands for σ.
/// - Returns: the outputs (`[batch, time, units]`, or the last one's `[batch, units]`), and the final h and c.
package func lstmRecurrence(
  _ x: Tensor, kernel: Tensor, recurrent: Tensor, bias: Tensor?, initial: (h: Tensor, c: Tensor)?,
  mask: Tensor?, activation: FusedActivation = .tanh, recurrentActivation: FusedActivation = .sigmoid,
  options: RecurrenceOptions
) -> (output: Tensor, states: [Tensor]) {
  Recurrence(
    cell: .lstm, inputs: RecurrenceInputs(x, kernel: kernel, bias: bias, mask: mask), recurrent: recurrent,
    initial: initial.map { [$0.h, $0.c] } ?? [], mask: mask, activation: activation,
    recurrentActivation: recurrentActivation, options: options
  ).run()
}
