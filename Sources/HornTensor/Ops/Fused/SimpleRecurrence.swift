import HornKernels

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
  if let lookup = x.annex?.lookup, lookup.isWorthSharing(x, units: kernel.shape[1]) {
    let (rows, places) = lookup.distinct()
    let table = x.isTracked ? lookup.table : lookup.table.detached
    if rows.elementCount * 5 <= places.elementCount * 4,
      let different = try? embeddingLookup(rows, table: table, isDistinct: true)
    {
      let projected = dense(different, kernel: kernel, bias: bias)
      return simpleRecurrence(
        Inputs(values: projected, kernel: nil, bias: nil, places: places), recurrent, initial, mask,
        activation,
        options)
    }
  }
  return simpleRecurrence(
    Inputs(values: x, kernel: kernel, bias: bias, places: nil), recurrent, initial, mask, activation, options)
}

/// What a recurrence takes in: `[batch, time, features]` to be projected, or projected rows and their places.
private struct Inputs: Sendable {
  let values: Tensor
  let kernel, bias, places: Tensor?

  var detached: Inputs {
    Inputs(values: values.detached, kernel: kernel?.detached, bias: bias?.detached, places: places)
  }
  var batch: Int { places?.shape[0] ?? values.shape[0] }
  var time: Int { places?.shape[1] ?? values.shape[1] }
}

private func simpleRecurrence(
  _ x: Inputs, _ recurrent: Tensor, _ initial: Tensor?, _ mask: Tensor?, _ activation: FusedActivation,
  _ options: RecurrenceOptions
) -> (output: Tensor, state: Tensor) {
  let (batch, time, units) = (x.batch, x.time, recurrent.shape[0])
  let optional = [x.kernel, x.bias, initial]
  let inputs = [x.values, recurrent] + optional.compactMap(\.self)
  let tracked = inputs.contains(where: \.isTracked)

  let output = Tensor(uninitialized: options.returnSequences ? [batch, time, units] : [batch, units])
  let state = Tensor(uninitialized: [batch, units])
  let arguments = RecurrenceArguments(
    x: x.detached, recurrent: recurrent.detached, initial: initial?.detached, mask: mask,
    activation: activation,
    options: options,
    parts: horn_simple_rnn_parts(batch, time, x.places == nil ? x.values.shape[2] : 1, units))
  let states = tracked ? Tensor(uninitialized: [arguments.statesSize]) : nil
  arguments.withKernelArguments { pointer in
    horn_simple_rnn_forward(
      pointer, states?.mutableF32, options.returnSequences ? output.mutableF32 : nil,
      options.returnSequences ? nil : output.mutableF32, state.mutableF32)
  }
  guard tracked, let states else { return (output, state) }

  let needs = (x: x.values.isTracked, initial: initial?.isTracked ?? false)
  let results = Tensor.derived([output, state], fromAny: inputs) { dy in
    let x = arguments.x
    let dx = needs.x || x.places != nil ? Tensor(uninitialized: x.values.shape) : nil
    let dKernel = x.kernel.map { Tensor(uninitialized: $0.shape) }
    let dRecurrent = Tensor(uninitialized: arguments.recurrent.shape)
    let dBias = x.bias.map { Tensor(uninitialized: $0.shape) }
    let dInitial = needs.initial ? Tensor(uninitialized: [batch, units]) : nil
    var gradients = horn_simple_rnn_gradients(
      d_sequence: options.returnSequences ? dy[0]?.f32 : nil,
      d_last: options.returnSequences ? nil : dy[0]?.f32,
      d_final: dy[1]?.f32, d_x: dx?.mutableF32, d_kernel: dKernel?.mutableF32,
      d_recurrent: dRecurrent.mutableF32, d_bias: dBias?.mutableF32, d_initial: dInitial?.mutableF32)
    arguments.withKernelArguments { horn_simple_rnn_backward($0, states.f32, &gradients) }
    withExtendedLifetime(dy) {}
    var all: [Gradient?] = [dx.map { .dense($0) }, .dense(dRecurrent)]
    if let dKernel { all.append(.dense(dKernel)) }
    if let dBias { all.append(.dense(dBias)) }
    if arguments.initial != nil { all.append(dInitial.map { .dense($0) }) }
    return all
  }
  return (results[0], results[1])
}

/// The tensors of a recurrence, kept for its gradient.
private struct RecurrenceArguments: Sendable {
  let x: Inputs
  let recurrent: Tensor
  let initial, mask: Tensor?
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
      batch: x.batch, time: x.time, features: x.places == nil ? x.values.shape[2] : 0,
      units: recurrent.shape[0],
      x: x.values.f32, kernel: x.kernel?.f32, recurrent: recurrent.f32, bias: x.bias?.f32, mask: mask?.u8,
      initial: initial?.f32, activation: activation.rawValue, go_backwards: options.goBackwards ? 1 : 0,
      zero_output_for_mask: options.zeroOutputForMask ? 1 : 0, places: x.places?.i32,
      rows: x.places == nil ? 0 : x.values.shape[0], parts: parts)
    withExtendedLifetime(self) { body(&arguments) }
  }
}

extension TableLookup {
  /// Whether a recurrence over the looked-up sequences gains by projecting each different row once.
  ///
  /// Finding the rows costs some nanoseconds an index. Many units repay that always; few units do in training, if
  /// there are indices enough and the projected rows stay in the first cache (measured on the IMDB workloads).
  fileprivate func isWorthSharing(_ x: Tensor, units: Int) -> Bool {
    guard x.rank == 3, indices.shape == [x.shape[0], x.shape[1]] else { return false }
    let count = indices.elementCount
    if x.shape[2] * units >= 512 { return count >= 1024 }
    return x.isTracked && count >= 1536 && count * units <= 32 * 1024
  }
}
