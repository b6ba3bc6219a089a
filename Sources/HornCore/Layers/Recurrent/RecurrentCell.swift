import HornTensor

/// One step of a recurrent layer: what ``RNN`` goes through a sequence with.
public protocol RecurrentCell: Layer {
  /// Length of each state.
  var stateSize: [Int] { get }
  /// Length of the output.
  var outputSize: Int { get }

  /// One step.
  ///
  /// - Parameters:
  ///   - inputs: `[batch, features]`.
  ///   - states: one `[batch, size]` for each of ``stateSize``.
  /// - Returns: the output `[batch, outputSize]` and the states after the step.
  func step(_ inputs: Tensor, states: [Tensor], training: Bool) throws -> (output: Tensor, states: [Tensor])

  /// The states before the first step. The default is zeros.
  func getInitialState(batchSize: Int) -> [Tensor]

  /// Draws what stays the same over a sequence, such as dropout masks, and forgets it.
  func beginSequence(batchSize: Int, features: Int, training: Bool)
  func endSequence()
}

extension RecurrentCell {
  public func getInitialState(batchSize: Int) -> [Tensor] {
    stateSize.map { Tensor(zeros: [batchSize, $0]) }
  }

  public func beginSequence(batchSize: Int, features: Int, training: Bool) {}
  public func endSequence() {}
}
