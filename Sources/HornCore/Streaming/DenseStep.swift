import HornKernels
import HornTensor

/// A row times a kernel.
final class DenseStep: StreamStep {
  private let kernel: Tensor
  private let bias: Tensor?
  private let activation: StreamActivation
  private let output: StreamBuffer

  init(kernel: Tensor, bias: Tensor?, activation: StreamActivation) {
    self.kernel = kernel
    self.bias = bias
    self.activation = activation
    output = StreamBuffer(kernel.shape[1])
  }

  func advance(_ row: StreamRow) throws -> StreamRow {
    var row = row
    guard let x = row.values else { return row }
    horn_row_product(
      output.pointer, x, kernel.f32, kernel.shape[0], output.count, output.count, bias?.f32)
    try activation.apply(output.pointer, output.count)
    row.values = UnsafePointer(output.pointer)
    return row
  }
}

extension Dense: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    guard let kernel else { throw notBuilt() }
    _ = try place.rowLength(self)
    return DenseStep(
      kernel: kernel.value.detached, bias: bias?.value.detached,
      activation: try StreamActivation(activation, rank: place.shape.count, layer: self))
  }
}
