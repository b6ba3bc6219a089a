import HornTensor

extension RNN {
  /// The loop made of the cell's steps.
  final func plainLoop(
    _ x: Tensor, initial: [Tensor]?, mask: Tensor?, training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    let (batch, time) = (x.shape[0], x.shape[1])
    var states = initial ?? cell.getInitialState(batchSize: batch)
    guard time > 0 else { return (try emptyOutput(batch: batch), states) }
    let steps = unstack(x, axis: 1)
    let masks = mask.map { unstack(expandDims($0, axis: -1), axis: 1) }
    let firstState = states[cell.outputStateIndex]
    var outputs: [Tensor] = []
    for index in goBackwards ? Array((0..<time).reversed()) : Array(0..<time) {
      var (output, next) = try step(steps[index], states, training, at: index)
      if let step = masks?[index] {
        let before = outputs.last ?? (firstState.shape == output.shape ? firstState : nil)
        let skipped = zeroOutputForMask ? nil : before
        output = `where`(step, output, skipped ?? Tensor(zeros: output.shape))
        next = zip(next, states).map { `where`(step, $0, $1) }
      }
      states = next
      if returnSequences { outputs.append(output) } else { outputs = [output] }
    }
    guard returnSequences else { return (outputs[0], states) }
    return (stack(goBackwards && givesTimeOrder ? outputs.reversed() : outputs, axis: 1), states)
  }

  private func step(
    _ inputs: Tensor, _ states: [Tensor], _ training: Bool, at index: Int
  ) throws -> (output: Tensor, states: [Tensor]) {
    do {
      return try cell.checkedStep(inputs, states: states, training: training)
    } catch let error as HornError {
      throw HornError(error.kind, "Layer \"\(name)\" (\(className)), step \(index): \(error.message)")
    }
  }

  private func emptyOutput(batch: Int) throws -> Tensor {
    guard returnSequences else {
      throw HornError(
        .shape, "Layer \"\(name)\" (\(className)) got sequences of no steps, which have no last output")
    }
    return Tensor(zeros: [batch, 0, cell.outputSize])
  }
}

extension RecurrentCell {
  /// A step with what a layer's call adds to it: shapes that are checked, and the penalty on what it gives.
  func checkedStep(
    _ inputs: Tensor, states: [Tensor], training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    try inputSpec?.check(inputs.shape.map(Optional.some), layer: name)
    let result = try step(inputs, states: states, training: training)
    guard result.states.count == states.count, zip(result.states, states).allSatisfy({ $0.shape == $1.shape })
    else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) was given states of the shapes \(states.map(\.shape.description)), but its "
          + "step gave states of \(result.states.map(\.shape.description))")
    }
    guard result.output.shape == [inputs.shape[0], outputSize] else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) has the outputSize \(outputSize), but its step gave an output of the shape "
          + "\(result.output.shape)")
    }
    if let activityRegularizer {
      for tensor in [result.output] + result.states { try penalize(tensor, activityRegularizer) }
    }
    return result
  }

  /// Which state stands for the output before there is one: the first, in a stack of cells the last cell's first.
  var outputStateIndex: Int {
    guard let cells = (self as? StackedRNNCells)?.cells, let last = cells.last else { return 0 }
    return cells.dropLast().reduce(0) { $0 + $1.stateSize.count } + last.outputStateIndex
  }
}
