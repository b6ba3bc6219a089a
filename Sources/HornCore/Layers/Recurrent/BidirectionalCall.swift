import HornTensor

extension Bidirectional {
  /// Goes through the sequences from given states instead of zeros.
  ///
  /// - Parameters:
  ///   - sequences: `[batch, time, features]`.
  ///   - initialState: the forward direction's states, then as many of the backward direction, each `[batch, size]`.
  ///   - training: whether this is a step of training.
  ///   - mask: which steps count. As in Keras, a mask that the sequences carry is not used here unless it is given:
  ///     `mask: x.mask`.
  /// - Returns: the output; further ones come with the form for several outputs.
  /// - Throws: `HornError` where the states do not fit the layers or the batch.
  public func callAsFunction(
    _ sequences: Tensor, initialState: [Tensor], training: Bool = false, mask: Tensor? = nil
  ) throws -> Tensor {
    let outputs: [Tensor] = try callAsFunction(
      sequences, initialState: initialState, training: training, mask: mask)
    return outputs[0]
  }

  /// The same with all outputs: the sequence's (both directions' where they are not merged), then with `returnState`
  /// the final states.
  @_disfavoredOverload
  public func callAsFunction(
    _ sequences: Tensor, initialState: [Tensor], training: Bool = false, mask: Tensor? = nil
  ) throws -> [Tensor] {
    try callAsFunction(
      [sequences] + initialState, training: training,
      masks: mask.map { [$0] + initialState.map { _ in nil } })
  }

  /// Goes through sequences from given states in the description of a model.
  ///
  /// A mistake stops the program with a message at the caller's line.
  ///
  /// - Parameters:
  ///   - initialState: the forward direction's states, then as many of the backward direction.
  ///   - mask: which steps count. As in Keras, a mask that the sequences carry is not used here.
  public func callAsFunction(
    _ sequences: SymbolicTensor, initialState: [SymbolicTensor], mask: SymbolicTensor? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> SymbolicTensor {
    let outputs: [SymbolicTensor] = callAsFunction(
      sequences, initialState: initialState, mask: mask, file: file, line: line)
    return outputs[0]
  }

  /// The same with all outputs: the sequence's (both directions' where they are not merged), then with `returnState`
  /// the final states.
  @_disfavoredOverload
  public func callAsFunction(
    _ sequences: SymbolicTensor, initialState: [SymbolicTensor], mask: SymbolicTensor? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> [SymbolicTensor] {
    do {
      return try connected(
        to: [sequences] + initialState, masks: mask.map { [$0] + initialState.map { _ in nil } })
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }
}
