import HornTensor

/// The three cross-entropies of a batch.
enum Crossentropy {
  static func binary(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool, labelSmoothing: Float, axis: Int, _ owner: String
  ) throws -> SampleLosses {
    try requireLast(axis, yPred, owner)
    let kind: FusedLosses.Element = fromLogits ? .binaryLogits : .binary
    return try FusedLosses.elements(
      kind, yTrue, yPred, keep: 1 - labelSmoothing, shift: 0.5 * labelSmoothing, owner)
  }

  static func categorical(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool, labelSmoothing: Float, axis: Int, _ owner: String
  ) throws -> SampleLosses {
    try requireLast(axis, yPred, owner)
    let shift = labelSmoothing / Float(yTrue.shape.last ?? 1)
    return try FusedLosses.categorical(
      yTrue, yPred, fromLogits: fromLogits, keep: 1 - labelSmoothing, shift: shift, owner)
  }

  static func sparse(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool, ignoreClass: Int?, axis: Int, _ owner: String
  ) throws -> SampleLosses {
    try requireLast(axis, yPred, owner)
    return try FusedLosses.sparse(yTrue, yPred, fromLogits: fromLogits, ignoring: ignoreClass, owner)
  }

  private static func requireLast(_ axis: Int, _ yPred: Tensor, _ owner: String) throws {
    guard axis == -1 || axis == yPred.rank - 1 else {
      throw HornError(.configuration, "\(owner): the axis \(axis) must be the last of \(yPred.shape)")
    }
  }
}
