import HornTensor

/// A cell of the user's own in a stream: a copy of it, which only the stream knows, and its states as tensors.
final class OwnCellStep: CellStep {
  private let cell: any RecurrentCell
  private let features: Int
  private var states: [Tensor] = []
  private let result: StreamBuffer

  /// - Throws: `HornError` where there is no way to make a copy, or the copy is another thing than the cell.
  init(copyOf cell: any RecurrentCell, features: Int) throws {
    guard let type = type(of: cell) as? any KerasSerializable.Type else {
      throw cell.cannotStream(
        "a stream takes a copy of a cell of one's own, made from its configuration; let \(cell.className) be "
          + "KerasSerializable")
    }
    let reader = ConfigReader(cell.getConfig(), owner: cell.className)
    let layer = try type.init(config: reader)
    try reader.finish()
    guard let copy = layer as? any RecurrentCell, copy !== cell, copy.stateSize == cell.stateSize,
      copy.outputSize == cell.outputSize
    else {
      throw cell.cannotStream("what its configuration makes is another cell than it")
    }
    try copy.ensureBuilt(inputShape: [1, features])
    try copy.setWeights(cell.getWeights())
    self.cell = copy
    self.features = features
    result = StreamBuffer(copy.outputSize)
    reset()
  }

  var output: UnsafePointer<Float> { UnsafePointer(result.pointer) }

  func advance(_ x: UnsafePointer<Float>) throws -> UnsafePointer<Float> {
    let row = Tensor(uninitialized: [1, features])
    row.mutableF32.update(from: x, count: features)
    let (output, next) = try cell.step(row, states: states, training: false)
    guard output.shape == [1, result.count], next.map(\.shape) == states.map(\.shape) else {
      throw HornError(
        .shape,
        "Layer \"\(cell.name)\" (\(cell.className)) gave an output of the shape \(output.shape) and states of "
          + "\(next.map(\.shape.description)); expected \([1, result.count] as Shape) and \(states.map(\.shape.description))"
      )
    }
    states = next.map(\.detached)
    let numbers = cast(output, .float32)
    result.pointer.update(from: numbers.f32, count: result.count)
    return self.output
  }

  func reset() {
    cell.endSequence()
    cell.beginSequence(batchSize: 1, features: features, training: false)
    states = cell.getInitialState(batchSize: 1)
    let first = states[cell.outputStateIndex]
    // What a masked step before the first output gives; see RNN.
    if first.elementCount == result.count {
      result.pointer.update(from: first.f32, count: result.count)
    } else {
      result.clear()
    }
  }
}
