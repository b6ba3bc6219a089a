import HornTensor

extension Layer {
  /// Calls the layer in the description of a model; gives the first of its outputs.
  ///
  /// A mistake stops the program with a message at the caller's line; ``connected(to:masks:arguments:)`` throws.
  ///
  /// - Parameter mask: nil takes the mask that the input will carry.
  public func callAsFunction(
    _ inputs: SymbolicTensor, mask: SymbolicTensor? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> SymbolicTensor {
    connect([inputs], mask, count: nil, file, line)[0]
  }

  /// Calls a layer that takes several inputs, `Concatenate()([a, b])`; gives the first of its outputs.
  public func callAsFunction(
    _ inputs: [SymbolicTensor], file: StaticString = #fileID, line: UInt = #line
  ) -> SymbolicTensor {
    connect(inputs, nil, count: nil, file, line)[0]
  }

  /// All outputs of a layer that has several.
  @_disfavoredOverload
  public func callAsFunction(
    _ inputs: SymbolicTensor, mask: SymbolicTensor? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> [SymbolicTensor] {
    connect([inputs], mask, count: nil, file, line)
  }

  /// All outputs of a layer that takes and gives several.
  @_disfavoredOverload
  public func callAsFunction(
    _ inputs: [SymbolicTensor], file: StaticString = #fileID, line: UInt = #line
  ) -> [SymbolicTensor] {
    connect(inputs, nil, count: nil, file, line)
  }

  /// The two outputs of a layer that has as many: `let (output, state) = GRU(8, returnState: true)(x)`.
  @_disfavoredOverload
  public func callAsFunction(
    _ inputs: SymbolicTensor, mask: SymbolicTensor? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> (SymbolicTensor, SymbolicTensor) {
    let found = connect([inputs], mask, count: 2, file, line)
    return (found[0], found[1])
  }

  /// The three outputs of a layer that has as many: `let (sequence, h, c) = LSTM(8, returnState: true)(x)`.
  @_disfavoredOverload
  public func callAsFunction(
    _ inputs: SymbolicTensor, mask: SymbolicTensor? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> (SymbolicTensor, SymbolicTensor, SymbolicTensor) {
    let found = connect([inputs], mask, count: 3, file, line)
    return (found[0], found[1], found[2])
  }

  /// The five outputs of a layer that has as many: a `Bidirectional` LSTM with its states.
  @_disfavoredOverload
  public func callAsFunction(
    _ inputs: SymbolicTensor, mask: SymbolicTensor? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> (SymbolicTensor, SymbolicTensor, SymbolicTensor, SymbolicTensor, SymbolicTensor) {
    let found = connect([inputs], mask, count: 5, file, line)
    return (found[0], found[1], found[2], found[3], found[4])
  }

  private func connect(
    _ inputs: [SymbolicTensor], _ mask: SymbolicTensor?, count: Int?, _ file: StaticString, _ line: UInt
  ) -> [SymbolicTensor] {
    do {
      let outputs = try connected(to: inputs, masks: mask.map { [$0] })
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
