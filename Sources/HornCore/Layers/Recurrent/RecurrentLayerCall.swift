import HornTensor

extension RecurrentLayer {
  /// Goes through the sequences from given states instead of the layer's own.
  ///
  ///     let next = try rnn(x, initialState: [state])
  ///
  /// - Parameters:
  ///   - sequences: `[batch, time, features]`.
  ///   - initialState: the states, each `[batch, size]`, in the order in which `returnState` gives
  ///     them; a `Bidirectional` takes those of the forward direction, then as many of the backward one.
  ///   - training: whether this is a step of training.
  ///   - mask: which steps count. As in Keras, a mask that the sequences carry is not used here unless it is given:
  ///     `mask: x.mask`.
  /// - Returns: the output; the final states of a layer with `returnState` come with the forms for several outputs.
  /// - Throws: `HornError` where the states do not fit the layer or the batch.
  public func callAsFunction(
    _ sequences: Tensor, initialState: [Tensor], training: Bool = false, mask: Tensor? = nil
  ) throws -> Tensor {
    let outputs: [Tensor] = try callAsFunction(
      sequences, initialState: initialState, training: training, mask: mask)
    return outputs[0]
  }

  /// The same with all outputs: the sequence's, then with `returnState` the final states.
  @_disfavoredOverload
  public func callAsFunction(
    _ sequences: Tensor, initialState: [Tensor], training: Bool = false, mask: Tensor? = nil
  ) throws -> [Tensor] {
    try callAsFunction(
      [sequences] + initialState, training: training,
      masks: mask.map { [$0] + initialState.map { _ in nil } })
  }

  /// The same with output and state: `let (output, state) = try gru(x, initialState: [state])`.
  @_disfavoredOverload
  public func callAsFunction(
    _ sequences: Tensor, initialState: [Tensor], training: Bool = false, mask: Tensor? = nil
  ) throws -> (Tensor, Tensor) {
    let outputs: [Tensor] = try callAsFunction(
      sequences, initialState: initialState, training: training, mask: mask)
    try expect(outputs, count: 2)
    return (outputs[0], outputs[1])
  }

  /// The same with output and two states: `let (output, h, c) = try lstm(x, initialState: [h, c])`.
  @_disfavoredOverload
  public func callAsFunction(
    _ sequences: Tensor, initialState: [Tensor], training: Bool = false, mask: Tensor? = nil
  ) throws -> (Tensor, Tensor, Tensor) {
    let outputs: [Tensor] = try callAsFunction(
      sequences, initialState: initialState, training: training, mask: mask)
    try expect(outputs, count: 3)
    return (outputs[0], outputs[1], outputs[2])
  }
}
