import HornTensor

extension Loss {
  /// ``meanAbsolutePercentageError(reduction:name:)`` with default arguments, `"mean_absolute_percentage_error"`.
  public static var meanAbsolutePercentageError: Loss {
    meanAbsolutePercentageError().asFunction(named: "mean_absolute_percentage_error")
  }

  /// The mean over the last axis of `100 · |yTrue − yPred| / max(|yTrue|, 1e-7)`.
  public static func meanAbsolutePercentageError(
    reduction: Reduction = .sumOverBatchSize, name: String = "mean_absolute_percentage_error"
  ) -> Loss {
    Loss(className: "MeanAbsolutePercentageError", name: name, reduction: reduction) { yTrue, yPred in
      SampleLosses(try HornCore.meanAbsolutePercentageError(yTrue, yPred))
    }
  }

  /// ``meanSquaredLogarithmicError(reduction:name:)`` with default arguments, `"mean_squared_logarithmic_error"`.
  public static var meanSquaredLogarithmicError: Loss {
    meanSquaredLogarithmicError().asFunction(named: "mean_squared_logarithmic_error")
  }

  /// The mean over the last axis of `(log(yTrue + 1) − log(yPred + 1))²`, values below 1e-7 counting as 1e-7.
  public static func meanSquaredLogarithmicError(
    reduction: Reduction = .sumOverBatchSize, name: String = "mean_squared_logarithmic_error"
  ) -> Loss {
    Loss(className: "MeanSquaredLogarithmicError", name: name, reduction: reduction) { yTrue, yPred in
      SampleLosses(try HornCore.meanSquaredLogarithmicError(yTrue, yPred))
    }
  }

  /// ``huber(delta:reduction:name:)`` with default arguments, `"huber"`.
  public static var huber: Loss { huber().asFunction(named: "huber") }

  /// Huber loss, averaged over the last axis: `e² / 2` for errors up to `delta`, `delta · |e| − delta² / 2` beyond (Huber, 1964).
  ///
  /// - Parameter delta: where the loss turns linear.
  public static func huber(
    delta: Float = 1, reduction: Reduction = .sumOverBatchSize, name: String = "huber_loss"
  ) -> Loss {
    Loss(className: "Huber", name: name, reduction: reduction, config: ["delta": .shortest(delta)]) {
      yTrue, yPred in
      SampleLosses(try HornCore.huber(yTrue, yPred, delta: delta))
    }
  }

  /// ``logCosh(reduction:name:)`` with default arguments, `"log_cosh"`.
  public static var logCosh: Loss { logCosh().asFunction(named: "log_cosh") }

  /// The mean over the last axis of `log(cosh(yPred − yTrue))`.
  public static func logCosh(
    reduction: Reduction = .sumOverBatchSize, name: String = "log_cosh"
  ) -> Loss {
    Loss(className: "LogCosh", name: name, reduction: reduction) { yTrue, yPred in
      SampleLosses(try HornCore.logCosh(yTrue, yPred))
    }
  }

  /// ``cosineSimilarity(axis:reduction:name:)`` with default arguments, `"cosine_similarity"`.
  public static var cosineSimilarity: Loss { cosineSimilarity().asFunction(named: "cosine_similarity") }

  /// The negative cosine of the angle between targets and predictions: −1 for the same direction.
  ///
  /// - Parameter axis: the axis of the vectors.
  public static func cosineSimilarity(
    axis: Int = -1, reduction: Reduction = .sumOverBatchSize, name: String = "cosine_similarity"
  ) -> Loss {
    Loss(className: "CosineSimilarity", name: name, reduction: reduction, config: ["axis": .int(axis)]) {
      yTrue, yPred in
      SampleLosses(try HornCore.cosineSimilarity(yTrue, yPred, axis: axis))
    }
  }
}

/// The mean over the last axis of `100 · |yTrue − yPred| / max(|yTrue|, 1e-7)`.
public func meanAbsolutePercentageError(_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "mean_absolute_percentage_error")
  let share = abs((target - prediction) / maximum(abs(target), Crossentropy.epsilon))
  return 100 * mean(share, axis: -1)
}

/// The mean over the last axis of `(log(yTrue + 1) − log(yPred + 1))²`, values below 1e-7 counting as 1e-7.
public func meanSquaredLogarithmicError(_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "mean_squared_logarithmic_error")
  let first = log(maximum(prediction, Crossentropy.epsilon) + 1)
  let second = log(maximum(target, Crossentropy.epsilon) + 1)
  return mean(square(first - second), axis: -1)
}

/// Huber loss, averaged over the last axis: `e² / 2` for errors up to `delta`, `delta · |e| − delta² / 2` beyond (Huber, 1964).
///
/// - Parameter delta: where the loss turns linear.
public func huber(_ yTrue: Tensor, _ yPred: Tensor, delta: Float = 1) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "huber")
  let error = prediction - target
  let size = abs(error)
  let linear = delta * size - 0.5 * delta * delta
  return mean(`where`(lessEqual(size, Tensor(delta)), 0.5 * square(error), linear), axis: -1)
}

/// The mean over the last axis of `log(cosh(yPred − yTrue))`.
public func logCosh(_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "log_cosh")
  let error = prediction - target
  return mean(error + softplus(-2 * error) - 0.6931471805599453, axis: -1)
}

/// The negative cosine of the angle between targets and predictions: −1 for the same direction.
///
/// - Parameter axis: the axis of the vectors.
/// - Returns: the shape without the axis; 0 where a vector is 0.
public func cosineSimilarity(_ yTrue: Tensor, _ yPred: Tensor, axis: Int = -1) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "cosine_similarity")
  let axis = try LossInputs.axis(axis, of: prediction.shape, "cosine_similarity")
  return -cosine(target, prediction, axis: axis)
}

/// The cosine of the angle between vectors along an axis.
func cosine(_ a: Tensor, _ b: Tensor, axis: Int) -> Tensor {
  func unit(_ x: Tensor) -> Tensor {
    x * minimum(rsqrt(sum(square(x), axis: axis, keepdims: true)), Tensor(1e7 as Float))
  }
  return sum(unit(a) * unit(b), axis: axis)
}
