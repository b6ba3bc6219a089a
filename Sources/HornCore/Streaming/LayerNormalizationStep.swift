import HornKernels
import HornTensor

/// A row brought to mean 0 and standard deviation 1.
final class LayerNormalizationStep: StreamStep {
  private let gamma, beta: Tensor?
  private let epsilon: Float
  private let isCentered: Bool
  private let output: StreamBuffer

  init(gamma: Tensor?, beta: Tensor?, epsilon: Float, isCentered: Bool, count: Int) {
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    self.isCentered = isCentered
    output = StreamBuffer(count)
  }

  func advance(_ row: StreamRow) -> StreamRow {
    var row = row
    guard let x = row.values else { return row }
    horn_step_normalize(
      output.pointer, x, gamma?.f32, beta?.f32, output.count, epsilon, isCentered ? 1 : 0)
    row.values = UnsafePointer(output.pointer)
    return row
  }
}

extension LayerNormalization: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    let count = try place.rowLength(self)
    guard axis == [-1] || axis == [place.shape.count - 1] else {
      throw cannotStream("it works over other axes than the last")
    }
    return LayerNormalizationStep(
      gamma: gamma?.value.detached, beta: beta?.value.detached, epsilon: epsilon, isCentered: !rmsScaling,
      count: count)
  }
}
