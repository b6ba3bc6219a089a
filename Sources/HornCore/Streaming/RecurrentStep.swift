import HornTensor

/// One cell of a recurrent layer in a stream.
protocol CellStep: AnyObject {
  /// One step: changes the states, and gives the output, which stays until the next step.
  func advance(_ x: UnsafePointer<Float>) throws -> UnsafePointer<Float>

  /// The output of the last step; zeros before the first one.
  var output: UnsafePointer<Float> { get }

  func reset()
}

/// A cell that can go step by step without tensors.
protocol StreamableCell: RecurrentCell {
  func makeCellStep() throws -> any CellStep
}

extension RecurrentCell {
  /// The cells that it consists of, from the first to the last.
  func cellSteps(features: Int) throws -> [any CellStep] {
    if let stack = self as? StackedRNNCells {
      var features = features
      return try stack.cells.flatMap { cell in
        defer { features = cell.outputSize }
        return try cell.cellSteps(features: features)
      }
    }
    guard let cell = self as? any StreamableCell else {
      return [try OwnCellStep(copyOf: self, features: features)]
    }
    return [try cell.makeCellStep()]
  }
}

/// A recurrent layer: its cells, one after the other.
final class RecurrentStep: StreamStep {
  private let cells: [any CellStep]
  private let returnSequences: Bool
  /// What a masked step gives; nil for the output before it.
  private let zeros: StreamBuffer?

  init(_ cells: [any CellStep], outputSize: Int, returnSequences: Bool, zeroOutputForMask: Bool) {
    self.cells = cells
    self.returnSequences = returnSequences
    zeros = zeroOutputForMask ? StreamBuffer(outputSize) : nil
  }

  func advance(_ row: StreamRow) throws -> StreamRow {
    guard var values = row.values else { return row }
    if row.isMasked {
      values = zeros.map { UnsafePointer($0.pointer) } ?? cells[cells.count - 1].output
    } else {
      var index = 0
      while index < cells.count {
        values = try cells[index].advance(values)
        index += 1
      }
    }
    return StreamRow(values: values, isMasked: row.isMasked && returnSequences)
  }

  func reset() {
    for cell in cells { cell.reset() }
  }
}

extension RNN: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    let features = try place.rowLength(self)
    guard place.isSequence else { throw cannotStream("there are no time steps left to go through") }
    guard !goBackwards else {
      throw cannotStream("with goBackwards it begins at the end of the sequence, which a stream has not seen")
    }
    guard !returnState else { throw cannotStream("with returnState it has several outputs") }
    return RecurrentStep(
      try cell.cellSteps(features: features), outputSize: cell.outputSize, returnSequences: returnSequences,
      zeroOutputForMask: zeroOutputForMask)
  }
}
