import HornKernels
import HornTensor

/// h = activation(x · kernel + bias + h · recurrent).
final class SimpleRNNCellStep: CellStep {
  private let kernel, recurrent: Tensor
  private let bias: Tensor?
  private let activation: StreamActivation
  private let state, next: StreamBuffer

  init(kernel: Tensor, recurrent: Tensor, bias: Tensor?, activation: StreamActivation) {
    self.kernel = kernel
    self.recurrent = recurrent
    self.bias = bias
    self.activation = activation
    state = StreamBuffer(recurrent.shape[0])
    next = StreamBuffer(recurrent.shape[0])
  }

  var output: UnsafePointer<Float> { UnsafePointer(state.pointer) }

  func advance(_ x: UnsafePointer<Float>) throws -> UnsafePointer<Float> {
    let units = state.count
    horn_row_product(next.pointer, x, kernel.f32, kernel.shape[0], units, units, bias?.f32)
    horn_row_product(next.pointer, state.pointer, recurrent.f32, units, units, units, next.pointer)
    try activation.apply(next.pointer, units)
    state.pointer.update(from: next.pointer, count: units)
    return output
  }

  func reset() { state.clear() }
}

extension SimpleRNNCell: StreamableCell {
  func makeCellStep() throws -> any CellStep {
    guard let kernel, let recurrentKernel else { throw notBuilt() }
    return SimpleRNNCellStep(
      kernel: kernel.value.detached, recurrent: recurrentKernel.value.detached, bias: bias?.value.detached,
      activation: try StreamActivation(activation, rank: 2, layer: self))
  }
}
