import HornTensor

extension Bidirectional {
  /// Goes through the sequences from given states instead of zeros.
  ///
  /// - Parameters:
  ///   - sequences: `[batch, time, features]`.
  ///   - initialState: the forward direction's states, then as many of the backward direction, each `[batch, size]`.
  ///   - training: whether this is a step of training.
  ///   - mask: nil takes the mask that the sequences carry.
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
      masks: [mask ?? sequences.mask] + initialState.map { _ in nil })
  }
}
