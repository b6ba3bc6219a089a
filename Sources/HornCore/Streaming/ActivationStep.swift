import HornTensor

/// An activation by itself.
final class ActivationStep: StreamStep {
  private let activation: StreamActivation
  private let output: StreamBuffer

  init(_ activation: StreamActivation, count: Int) {
    self.activation = activation
    output = StreamBuffer(count)
  }

  func advance(_ row: StreamRow) throws -> StreamRow {
    var row = row
    guard let x = row.values else { return row }
    output.pointer.update(from: x, count: output.count)
    try activation.apply(output.pointer, output.count)
    row.values = UnsafePointer(output.pointer)
    return row
  }
}

extension Activation: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    ActivationStep(
      try StreamActivation(activation, rank: place.shape.count, layer: self), count: try place.rowLength(self)
    )
  }
}

extension ReLU: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    ActivationStep(
      try StreamActivation(
        .relu(negativeSlope: negativeSlope, maxValue: maxValue, threshold: threshold),
        rank: place.shape.count, layer: self), count: try place.rowLength(self))
  }
}

extension LeakyReLU: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    ActivationStep(
      try StreamActivation(
        .leakyRelu(negativeSlope: negativeSlope), rank: place.shape.count, layer: self),
      count: try place.rowLength(self))
  }
}

extension ELU: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    ActivationStep(
      try StreamActivation(.elu(alpha: alpha), rank: place.shape.count, layer: self),
      count: try place.rowLength(self))
  }
}
