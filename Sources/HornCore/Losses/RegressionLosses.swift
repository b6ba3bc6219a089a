import HornTensor

extension Loss {
  /// ``meanSquaredError(reduction:name:)`` with the default reduction, `"mean_squared_error"`.
  public static var meanSquaredError: Loss { meanSquaredError().asFunction(named: "mean_squared_error") }

  /// The mean over the last axis of `(yTrue − yPred)²`, for targets and predictions of one shape.
  public static func meanSquaredError(
    reduction: Reduction = .sumOverBatchSize, name: String = "mean_squared_error"
  ) -> Loss {
    Loss(className: "MeanSquaredError", name: name, reduction: reduction) { yTrue, yPred in
      try FusedLosses.squaredError(yTrue, yPred, name)
    }
  }

  /// ``meanAbsoluteError(reduction:name:)`` with the default reduction, `"mean_absolute_error"`.
  public static var meanAbsoluteError: Loss { meanAbsoluteError().asFunction(named: "mean_absolute_error") }

  /// The mean over the last axis of `|yTrue − yPred|`, for targets and predictions of one shape.
  public static func meanAbsoluteError(
    reduction: Reduction = .sumOverBatchSize, name: String = "mean_absolute_error"
  ) -> Loss {
    Loss(className: "MeanAbsoluteError", name: name, reduction: reduction) { yTrue, yPred in
      try FusedLosses.absoluteError(yTrue, yPred, name)
    }
  }
}

/// The mean over the last axis of `(yTrue − yPred)²`, `[batch, …, features]` to `[batch, …]`.
public func meanSquaredError(_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor {
  try FusedLosses.squaredError(yTrue, yPred, "mean_squared_error").tensor
}

/// The mean over the last axis of `|yTrue − yPred|`, `[batch, …, features]` to `[batch, …]`.
public func meanAbsoluteError(_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor {
  try FusedLosses.absoluteError(yTrue, yPred, "mean_absolute_error").tensor
}
