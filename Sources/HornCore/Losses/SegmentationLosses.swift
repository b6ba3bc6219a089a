import HornTensor

extension Loss {
  /// ``dice(reduction:name:axis:)`` with default arguments, `"dice"`.
  public static var dice: Loss { dice().asFunction(named: "dice") }

  /// 1 minus the Dice coefficient, `2 · Σ yTrue·yPred / (Σ yTrue + Σ yPred + 1e-7)`.
  ///
  /// - Parameter axis: the axes that a sum runs over. Default: all, also the batch, so that the loss is one number.
  public static func dice(
    reduction: Reduction = .sumOverBatchSize, name: String = "dice", axis: [Int]? = nil
  ) -> Loss {
    Loss(className: "Dice", name: name, reduction: reduction, config: ["axis": axesConfig(axis)]) {
      yTrue, yPred in
      SampleLosses(try HornCore.dice(yTrue, yPred, axis: axis))
    }
  }

  /// ``tversky(alpha:beta:reduction:name:axis:)`` with default arguments, `"tversky"`.
  public static var tversky: Loss { tversky().asFunction(named: "tversky") }

  /// 1 minus the Tversky index, `c / (c + alpha · m + beta · e)` with the sums `c` of `yTrue·yPred`, `m` of `yTrue·(1 − yPred)`
  /// and `e` of `yPred·(1 − yTrue)` (Salehi et al., 2017).
  ///
  /// - Parameters:
  ///   - alpha: the weight of what is in the targets only.
  ///   - beta: the weight of what is in the predictions only.
  ///   - axis: the axes that a sum runs over. Default: all, also the batch, so that the loss is one number.
  public static func tversky(
    alpha: Float = 0.5, beta: Float = 0.5, reduction: Reduction = .sumOverBatchSize, name: String = "tversky",
    axis: [Int]? = nil
  ) -> Loss {
    Loss(
      className: "Tversky", name: name, reduction: reduction,
      config: ["alpha": .shortest(alpha), "beta": .shortest(beta), "axis": axesConfig(axis)]
    ) { yTrue, yPred in
      SampleLosses(try HornCore.tversky(yTrue, yPred, alpha: alpha, beta: beta, axis: axis))
    }
  }
}

/// 1 minus the Dice coefficient, `2 · Σ yTrue·yPred / (Σ yTrue + Σ yPred + 1e-7)`.
///
/// - Parameter axis: the axes that a sum runs over. Default: all, also the batch, so that the loss is one number.
public func dice(_ yTrue: Tensor, _ yPred: Tensor, axis: [Int]? = nil) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "dice")
  let axes = try summedAxes(axis, of: prediction.shape, "dice")
  let overlap = sum(target * prediction, axis: axes)
  let total = sum(target, axis: axes) + sum(prediction, axis: axes) + Crossentropy.epsilon
  return 1 - 2 * overlap / total
}

/// 1 minus the Tversky index, `c / (c + alpha · m + beta · e)` with the sums `c` of `yTrue·yPred`, `m` of `yTrue·(1 − yPred)`
/// and `e` of `yPred·(1 − yTrue)` (Salehi et al., 2017).
///
/// - Parameters:
///   - alpha: the weight of what is in the targets only.
///   - beta: the weight of what is in the predictions only.
///   - axis: the axes that a sum runs over. Default: all, also the batch, so that the loss is one number.
public func tversky(
  _ yTrue: Tensor, _ yPred: Tensor, alpha: Float = 0.5, beta: Float = 0.5, axis: [Int]? = nil
) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "tversky")
  let axes = try summedAxes(axis, of: prediction.shape, "tversky")
  let overlap = sum(target * prediction, axis: axes)
  let missed = sum((1 - prediction) * target, axis: axes)
  let extra = sum(prediction * (1 - target), axis: axes)
  return 1 - overlap / (overlap + missed * alpha + extra * beta + Crossentropy.epsilon)
}

private func summedAxes(_ axes: [Int]?, of shape: Shape, _ owner: String) throws -> [Int] {
  guard let axes else { return Array(0..<shape.rank) }
  let found = try axes.map { try LossInputs.axis($0, of: shape, owner) }
  guard Set(found).count == found.count else {
    throw HornError(.shape, "\(owner): the axes \(axes) name one twice for the shape \(shape)")
  }
  return found
}

private func axesConfig(_ axes: [Int]?) -> ConfigValue {
  guard let axes else { return .null }
  return axes.count == 1 ? .int(axes[0]) : .array(axes.map(ConfigValue.int))
}
