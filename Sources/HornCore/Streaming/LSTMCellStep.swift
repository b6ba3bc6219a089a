import HornKernels
import HornTensor

/// The gates i, f, c, o of x and h, and the carry; see ``LSTMCell``.
final class LSTMCellStep: CellStep {
  private let kernel, recurrent: Tensor
  private let bias: Tensor?
  private let activation, recurrentActivation: StreamActivation
  private let gates, state, carry: StreamBuffer

  init(
    kernel: Tensor, recurrent: Tensor, bias: Tensor?, activation: StreamActivation,
    recurrentActivation: StreamActivation
  ) {
    self.kernel = kernel
    self.recurrent = recurrent
    self.bias = bias
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    gates = StreamBuffer(kernel.shape[1])
    state = StreamBuffer(recurrent.shape[0])
    carry = StreamBuffer(recurrent.shape[0])
  }

  var output: UnsafePointer<Float> { UnsafePointer(state.pointer) }

  func advance(_ x: UnsafePointer<Float>) throws -> UnsafePointer<Float> {
    let (units, width, gates) = (state.count, gates.count, gates.pointer)
    horn_row_product(gates, x, kernel.f32, kernel.shape[0], width, width, bias?.f32)
    horn_row_product(gates, state.pointer, recurrent.f32, units, width, width, gates)
    for gate in 0..<4 where gate != 2 { try recurrentActivation.apply(gates + gate * units, units) }
    try activation.apply(gates + 2 * units, units)
    horn_step_carry(carry.pointer, gates, units)
    // The input gate is done with; its place takes the carry's activation.
    gates.update(from: carry.pointer, count: units)
    try activation.apply(gates, units)
    horn_step_multiply(state.pointer, gates + 3 * units, gates, units)
    return output
  }

  func reset() {
    state.clear()
    carry.clear()
  }
}

extension LSTMCell: StreamableCell {
  func makeCellStep() throws -> any CellStep {
    guard let kernel, let recurrentKernel else { throw notBuilt() }
    return LSTMCellStep(
      kernel: kernel.value.detached, recurrent: recurrentKernel.value.detached, bias: bias?.value.detached,
      activation: try StreamActivation(activation, rank: 2, layer: self),
      recurrentActivation: try StreamActivation(recurrentActivation, rank: 2, layer: self))
  }
}
