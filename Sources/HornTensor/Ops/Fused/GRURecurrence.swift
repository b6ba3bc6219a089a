/// A gated recurrent unit over whole sequences, as one operation with its own gradient.
///
/// With gates z, r, h side by side and σ for both gates: h[t] = z·h[t−1] + (1 − z)·c, where c = tanh(x[t]·Kh + bh + …)
/// and … is r·(h[t−1]·Uh + b′h) with `resetAfter`, else (r·h[t−1])·Uh (Cho et al. 2014, in both of its versions).
/// Masked steps cost nothing.
///
/// - Parameters:
///   - x: `[batch, time, features]`, float32.
///   - kernel: `[features, 3 · units]`.
///   - recurrent: `[units, 3 · units]`.
///   - bias: `[3 · units]`; with `resetAfter` `[2, 3 · units]`: the inputs' row and the state's.
///   - initial: `[batch, units]`; nil for zeros.
///   - mask: `[batch, time]`, bool; a step that is false keeps the state.
///   - activation: what stands for tanh.
///   - recurrentActivation: what stands for σ.
/// - Returns: the outputs (`[batch, time, units]`, or the last one's `[batch, units]`), and the final state.
package func gruRecurrence(
  _ x: Tensor, kernel: Tensor, recurrent: Tensor, bias: Tensor?, initial: Tensor?, mask: Tensor?,
  resetAfter: Bool = true, activation: FusedActivation = .tanh,
  recurrentActivation: FusedActivation = .sigmoid, options: RecurrenceOptions
) -> (output: Tensor, states: [Tensor]) {
  let biases = resetAfter ? bias.map(rows) : bias.map { ($0, nil) }
  return Recurrence(
    cell: .gru, inputs: RecurrenceInputs(x, kernel: kernel, bias: biases?.0, mask: mask),
    recurrent: recurrent,
    recurrentBias: biases?.1, initial: initial.map { [$0] } ?? [], mask: mask, activation: activation,
    recurrentActivation: recurrentActivation, options: options, resetAfter: resetAfter
  ).run()
}

/// The two rows of a matrix.
private func rows(of matrix: Tensor) -> (Tensor, Tensor?) {
  let length = matrix.shape[1]
  let both = (0..<2).map { index in
    let row = Tensor(uninitialized: [length])
    row.mutableF32.update(from: matrix.f32 + index * length, count: length)
    return row
  }
  let tracked = Tensor.derived(both, fromAny: [matrix]) { dy in
    let gradient = Tensor(zeros: [2, length])
    for (index, row) in dy.enumerated() {
      if let row { (gradient.mutableF32 + index * length).update(from: row.f32, count: length) }
    }
    return [.dense(gradient)]
  }
  return (tracked[0], tracked[1])
}
