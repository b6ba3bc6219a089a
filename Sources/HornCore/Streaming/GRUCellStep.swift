import HornKernels
import HornTensor

/// The gates z and r of x and h, and the candidate; see ``GRUCell``.
final class GRUCellStep: CellStep {
  private let kernel, recurrent: Tensor
  private let bias: Tensor?
  private let resetAfter: Bool
  private let activation, recurrentActivation: StreamActivation
  private let gates, stateGates, state: StreamBuffer

  init(
    kernel: Tensor, recurrent: Tensor, bias: Tensor?, resetAfter: Bool, activation: StreamActivation,
    recurrentActivation: StreamActivation
  ) {
    self.kernel = kernel
    self.recurrent = recurrent
    self.bias = bias
    self.resetAfter = resetAfter
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    gates = StreamBuffer(kernel.shape[1])
    stateGates = StreamBuffer(kernel.shape[1])
    state = StreamBuffer(recurrent.shape[0])
  }

  var output: UnsafePointer<Float> { UnsafePointer(state.pointer) }

  func advance(_ x: UnsafePointer<Float>) throws -> UnsafePointer<Float> {
    let (units, width, h) = (state.count, gates.count, state.pointer)
    let (gates, s, recurrent) = (gates.pointer, stateGates.pointer, recurrent.f32)
    horn_row_product(gates, x, kernel.f32, kernel.shape[0], width, width, bias?.f32)
    if resetAfter {
      horn_row_product(s, h, recurrent, units, width, width, bias.map { $0.f32 + width })
      horn_add_f32(gates, gates, s, 2 * units)
    } else {
      horn_row_product(gates, h, recurrent, units, 2 * units, width, gates)
    }
    let (z, r, candidate) = (gates, gates + units, gates + 2 * units)
    try recurrentActivation.apply(z, units)
    try recurrentActivation.apply(r, units)
    if resetAfter {
      horn_step_multiply_add(candidate, r, s + 2 * units, units)
    } else {
      horn_step_multiply(s, r, h, units)
      horn_row_product(candidate, s, recurrent + 2 * units, units, units, width, candidate)
    }
    try activation.apply(candidate, units)
    horn_step_blend(h, z, candidate, units)
    return output
  }

  func reset() { state.clear() }
}

extension GRUCell: StreamableCell {
  func makeCellStep() throws -> any CellStep {
    guard let kernel, let recurrentKernel else { throw notBuilt() }
    return GRUCellStep(
      kernel: kernel.value.detached, recurrent: recurrentKernel.value.detached, bias: bias?.value.detached,
      resetAfter: resetAfter, activation: try StreamActivation(activation, rank: 2, layer: self),
      recurrentActivation: try StreamActivation(recurrentActivation, rank: 2, layer: self))
  }
}
