import HornTensor

extension RNN {
  /// Goes through the sequences from given states instead of zeros.
  ///
  ///     let next = try rnn(x, initialState: [state])
  ///
  /// - Parameters:
  ///   - sequences: `[batch, time, features]`.
  ///   - initialState: the states, each `[batch, size]`, in the order in which `returnState` gives them.
  ///   - training: whether this is a step of training.
  ///   - mask: nil takes the mask that the sequences carry.
  /// - Returns: the output; the final states of a layer with `returnState` come with the form for several outputs.
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
      masks: [mask ?? sequences.mask] + initialState.map { _ in nil })
  }
}
