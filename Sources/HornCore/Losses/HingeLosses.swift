import HornTensor

extension Loss {
  /// ``hinge(reduction:name:)`` with default arguments, `"hinge"`.
  public static var hinge: Loss { hinge().asFunction(named: "hinge") }

  /// The mean over the last axis of `max(1 − yTrue · yPred, 0)`, for targets of −1 and 1.
  ///
  /// Where all targets of the batch are 0 or 1, they become −1 and 1.
  public static func hinge(
    reduction: Reduction = .sumOverBatchSize, name: String = "hinge"
  ) -> Loss {
    Loss(className: "Hinge", name: name, reduction: reduction) { yTrue, yPred in
      SampleLosses(try HornCore.hinge(yTrue, yPred))
    }
  }

  /// ``squaredHinge(reduction:name:)`` with default arguments, `"squared_hinge"`.
  public static var squaredHinge: Loss { squaredHinge().asFunction(named: "squared_hinge") }

  /// The mean over the last axis of `max(1 − yTrue · yPred, 0)²`, for targets of −1 and 1.
  ///
  /// Where all targets of the batch are 0 or 1, they become −1 and 1.
  public static func squaredHinge(
    reduction: Reduction = .sumOverBatchSize, name: String = "squared_hinge"
  ) -> Loss {
    Loss(className: "SquaredHinge", name: name, reduction: reduction) { yTrue, yPred in
      SampleLosses(try HornCore.squaredHinge(yTrue, yPred))
    }
  }

  /// ``categoricalHinge(reduction:name:)`` with default arguments, `"categorical_hinge"`.
  public static var categoricalHinge: Loss { categoricalHinge().asFunction(named: "categorical_hinge") }

  /// `max(max((1 − yTrue) · yPred) − Σ yTrue · yPred + 1, 0)` over the last axis, for one-hot targets `[batch, …, classes]`.
  public static func categoricalHinge(
    reduction: Reduction = .sumOverBatchSize, name: String = "categorical_hinge"
  ) -> Loss {
    Loss(className: "CategoricalHinge", name: name, reduction: reduction) { yTrue, yPred in
      SampleLosses(try HornCore.categoricalHinge(yTrue, yPred))
    }
  }
}

/// The mean over the last axis of `max(1 − yTrue · yPred, 0)`, for targets of −1 and 1.
///
/// Where all targets of the batch are 0 or 1, they become −1 and 1.
public func hinge(_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "hinge")
  return mean(maximum(1 - signedLabels(target) * prediction, 0), axis: -1)
}

/// The mean over the last axis of `max(1 − yTrue · yPred, 0)²`, for targets of −1 and 1.
///
/// Where all targets of the batch are 0 or 1, they become −1 and 1.
public func squaredHinge(_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "squared_hinge")
  return mean(square(maximum(1 - signedLabels(target) * prediction, 0)), axis: -1)
}

/// `max(max((1 − yTrue) · yPred) − Σ yTrue · yPred + 1, 0)` over the last axis, for one-hot targets `[batch, …, classes]`.
public func categoricalHinge(_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "categorical_hinge")
  guard target.shape.dimensions.last != 0, prediction.shape.dimensions.last != 0 else {
    throw HornError(
      .shape,
      "categorical_hinge: there are no classes in the targets \(yTrue.shape), predictions \(yPred.shape)")
  }
  let right = sum(target * prediction, axis: -1)
  let wrong = max((1 - target) * prediction, axis: -1)
  return maximum(wrong - right + 1, 0)
}

/// Labels of 0 and 1 as −1 and 1; others as they are.
private func signedLabels(_ labels: Tensor) -> Tensor {
  let isBinary = all(logicalOr(equal(labels.detached, 0), equal(labels.detached, 1)))
  return isBinary.bools[0] ? 2 * labels - 1 : labels
}
