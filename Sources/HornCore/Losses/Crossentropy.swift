import HornTensor

/// The three cross-entropies of a batch: fused, unless a gradient flows to the targets too.
enum Crossentropy {
  /// Keras's epsilon.
  static let epsilon: Tensor = 1e-7
  /// 1 − epsilon, rounded to float32.
  static let almostOne = Tensor(0.9999999 as Float)

  static func binary(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool, labelSmoothing: Float, axis: Int, _ owner: String
  ) throws -> SampleLosses {
    if yTrue.isTracked {
      let (labels, prediction) = try LossInputs.matched(yTrue, yPred, owner)
      let axis = try LossInputs.axis(axis, of: prediction.shape, owner)
      let target = labels * (1 - labelSmoothing) + 0.5 * labelSmoothing
      return SampleLosses(mean(elements(target, prediction, fromLogits: fromLogits), axis: axis))
    }
    let kind: FusedLosses.Element = fromLogits ? .binaryLogits : .binary
    let shape = try LossInputs.commonShape(yTrue.shape, yPred.shape, owner)
    let axis = try LossInputs.axis(axis, of: shape, owner)
    let isLast = axis == shape.rank - 1
    let losses = try FusedLosses.elements(
      kind, yTrue, yPred, keep: 1 - labelSmoothing, shift: 0.5 * labelSmoothing, averaged: isLast, owner)
    return isLast ? losses : SampleLosses(mean(losses.tensor, axis: axis))
  }

  /// Binary cross-entropy of each element, out of small operations.
  static func elements(_ target: Tensor, _ prediction: Tensor, fromLogits: Bool) -> Tensor {
    if fromLogits { return target * softplus(-prediction) + (1 - target) * softplus(prediction) }
    let clipped = clip(prediction, epsilon, almostOne)
    return -(target * log(clipped) + (1 - target) * log(1 - clipped))
  }

  static func categorical(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool, labelSmoothing: Float, axis: Int, _ owner: String
  ) throws -> SampleLosses {
    let (target, prediction) = try classesLast(yTrue, yPred, axis: axis, owner)
    // As in Keras, smoothing counts the last axis, also where the classes are on another.
    let last = try LossInputs.commonShape(yTrue.shape, yPred.shape, owner).last
    let shift = labelSmoothing / Float(last ?? 1)
    guard yTrue.isTracked else {
      return try FusedLosses.categorical(
        target, prediction, fromLogits: fromLogits, keep: 1 - labelSmoothing, shift: shift, owner)
    }
    let smooth = target * (1 - labelSmoothing) + shift
    let logarithm =
      fromLogits
      ? logSoftmax(prediction)
      : log(clip(prediction / sum(prediction, axis: -1, keepdims: true), epsilon, almostOne))
    return SampleLosses(-sum(smooth * logarithm, axis: -1))
  }

  /// Targets and predictions of one shape with the axis of the classes at the end.
  static func classesLast(_ yTrue: Tensor, _ yPred: Tensor, axis: Int, _ owner: String) throws
    -> (Tensor, Tensor)
  {
    let shape = try LossInputs.commonShape(yTrue.shape, yPred.shape, owner)
    let axis = try LossInputs.axis(axis, of: shape, owner)
    // The fused operation takes both as they lie; a gradient to the targets needs one shape.
    guard axis != shape.rank - 1 || yTrue.isTracked else { return (yTrue, yPred) }
    let (target, prediction) = try LossInputs.matched(yTrue, yPred, owner)
    guard axis != shape.rank - 1 else { return (target, prediction) }
    return (
      moveaxis(target, source: axis, destination: -1), moveaxis(prediction, source: axis, destination: -1)
    )
  }

  static func sparse(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool, ignoreClass: Int?, axis: Int, _ owner: String
  ) throws -> SampleLosses {
    let axis = try LossInputs.axis(axis, of: yPred.shape, owner)
    var (target, prediction) = (yTrue, yPred)
    if axis != yPred.rank - 1 {
      prediction = moveaxis(try LossInputs.float32(yPred, owner), source: axis, destination: -1)
      if target.rank == yPred.rank, target.shape[axis] == 1 {
        var shape = target.shape.dimensions
        shape.remove(at: axis)
        target = reshape(target, shape)
      }
    }
    return try FusedLosses.sparse(target, prediction, fromLogits: fromLogits, ignoring: ignoreClass, owner)
  }
}
