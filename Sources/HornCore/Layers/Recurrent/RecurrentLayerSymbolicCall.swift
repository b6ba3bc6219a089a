import HornTensor

extension RecurrentLayer {
  /// Goes through sequences from given states in the description of a model.
  ///
  ///     let decoded = decoder(targets, initialState: [h, c])
  ///
  /// A mistake stops the program with a message at the caller's line.
  ///
  /// - Parameters:
  ///   - initialState: the states, each `[batch, size]`, in the order in which `returnState` gives
  ///     them; a `Bidirectional` takes those of the forward direction, then as many of the backward one.
  ///   - mask: which steps count. As in Keras, a mask that the sequences carry is not used here.
  public func callAsFunction(
    _ sequences: SymbolicTensor, initialState: [SymbolicTensor], mask: SymbolicTensor? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> SymbolicTensor {
    connect(sequences, initialState, mask, count: nil, file, line)[0]
  }

  /// The same with all outputs: the sequence's, then with `returnState` the final states.
  @_disfavoredOverload
  public func callAsFunction(
    _ sequences: SymbolicTensor, initialState: [SymbolicTensor], mask: SymbolicTensor? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> [SymbolicTensor] {
    connect(sequences, initialState, mask, count: nil, file, line)
  }

  /// The same with output and state: `let (output, state) = gru(x, initialState: [state])`.
  @_disfavoredOverload
  public func callAsFunction(
    _ sequences: SymbolicTensor, initialState: [SymbolicTensor], mask: SymbolicTensor? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> (SymbolicTensor, SymbolicTensor) {
    let found = connect(sequences, initialState, mask, count: 2, file, line)
    return (found[0], found[1])
  }

  /// The same with output and two states: `let (output, h, c) = lstm(x, initialState: [h, c])`.
  @_disfavoredOverload
  public func callAsFunction(
    _ sequences: SymbolicTensor, initialState: [SymbolicTensor], mask: SymbolicTensor? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> (SymbolicTensor, SymbolicTensor, SymbolicTensor) {
    let found = connect(sequences, initialState, mask, count: 3, file, line)
    return (found[0], found[1], found[2])
  }

  private func connect(
    _ sequences: SymbolicTensor, _ states: [SymbolicTensor], _ mask: SymbolicTensor?, count: Int?,
    _ file: StaticString, _ line: UInt
  ) -> [SymbolicTensor] {
    do {
      let outputs = try connected(
        to: [sequences] + states, masks: mask.map { [$0] + states.map { _ in nil } })
      if let count, outputs.count != count {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (\(className)) has \(outputs.count) output(s), but \(count) are taken; see returnState"
        )
      }
      return outputs
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }
}
