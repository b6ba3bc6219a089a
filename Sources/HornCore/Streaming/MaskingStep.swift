import HornKernels
import HornTensor

/// Masks a row that has one value throughout, and makes it zeros.
final class MaskingStep: StreamStep {
  private let maskValue: Float
  private let zeros: StreamBuffer

  init(maskValue: Float, count: Int) {
    self.maskValue = maskValue
    zeros = StreamBuffer(count)
  }

  func advance(_ row: StreamRow) -> StreamRow {
    guard let x = row.values else { return row }
    let counts = horn_step_differs(x, maskValue, zeros.count) != 0
    return StreamRow(values: counts ? x : UnsafePointer(zeros.pointer), isMasked: !counts)
  }
}

extension Masking: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    let count = try place.rowLength(self)
    guard place.isSequence else { throw cannotStream("there are no time steps left to mask") }
    return MaskingStep(maskValue: maskValue, count: count)
  }
}
