import HornTensor

extension Loss {
  /// ``klDivergence(reduction:name:)`` with default arguments, `"kl_divergence"`.
  public static var klDivergence: Loss { klDivergence().asFunction(named: "kl_divergence") }

  /// Kullback–Leibler divergence, the sum over the last axis of `yTrue · log(yTrue / yPred)`.
  ///
  /// Both are clipped to [1e-7, 1].
  public static func klDivergence(
    reduction: Reduction = .sumOverBatchSize, name: String = "kl_divergence"
  ) -> Loss {
    Loss(className: "KLDivergence", name: name, reduction: reduction) { yTrue, yPred in
      SampleLosses(try HornCore.klDivergence(yTrue, yPred))
    }
  }

  /// ``poisson(reduction:name:)`` with default arguments, `"poisson"`.
  public static var poisson: Loss { poisson().asFunction(named: "poisson") }

  /// Poisson loss, the mean over the last axis of `yPred − yTrue · log(yPred + 1e-7)`.
  public static func poisson(
    reduction: Reduction = .sumOverBatchSize, name: String = "poisson"
  ) -> Loss {
    Loss(className: "Poisson", name: name, reduction: reduction) { yTrue, yPred in
      SampleLosses(try HornCore.poisson(yTrue, yPred))
    }
  }

  /// ``categoricalGeneralizedCrossEntropy(q:reduction:name:)`` with default arguments, `"categorical_generalized_cross_entropy"`.
  public static var categoricalGeneralizedCrossEntropy: Loss {
    categoricalGeneralizedCrossEntropy().asFunction(named: "categorical_generalized_cross_entropy")
  }

  /// Cross-entropy for noisy labels, `(1 − p^q) / q` with `p` the probability of the class that `yTrue` `[batch, …]`
  /// names (Zhang and Sabuncu, 2018).
  ///
  /// - Parameter q: above 0 and below 1, else it is an error in use; near 0 the loss is the cross-entropy, near 1 the
  ///   absolute error.
  public static func categoricalGeneralizedCrossEntropy(
    q: Float = 0.5, reduction: Reduction = .sumOverBatchSize,
    name: String = "categorical_generalized_cross_entropy"
  ) -> Loss {
    Loss(
      className: "CategoricalGeneralizedCrossEntropy", name: name, reduction: reduction,
      config: ["q": .shortest(q)]
    ) { yTrue, yPred in
      SampleLosses(try HornCore.categoricalGeneralizedCrossEntropy(yTrue, yPred, q: q))
    }
  }
}

/// Kullback–Leibler divergence, the sum over the last axis of `yTrue · log(yTrue / yPred)`.
///
/// Both are clipped to [1e-7, 1].
public func klDivergence(_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "kl_divergence")
  let p = clip(target, Crossentropy.epsilon, 1)
  let q = clip(prediction, Crossentropy.epsilon, 1)
  return sum(p * log(p / q), axis: -1)
}

/// Poisson loss, the mean over the last axis of `yPred − yTrue · log(yPred + 1e-7)`.
public func poisson(_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "poisson")
  return mean(prediction - target * log(prediction + Crossentropy.epsilon), axis: -1)
}

/// Cross-entropy for noisy labels, `(1 − p^q) / q` with `p` the probability of the class that `yTrue` `[batch, …]`
/// names (Zhang and Sabuncu, 2018).
///
/// - Parameter q: above 0 and below 1, else it is an error in use; near 0 the loss is the cross-entropy, near 1 the
///   absolute error.
public func categoricalGeneralizedCrossEntropy(_ yTrue: Tensor, _ yPred: Tensor, q: Float = 0.5) throws
  -> Tensor
{
  let owner = "categorical_generalized_cross_entropy"
  guard q > 0, q < 1 else { throw HornError(.value, "\(owner): q must be between 0 and 1, got \(q)") }
  let prediction = try LossInputs.float32(yPred, owner)
  guard let classes = prediction.shape.last, yTrue.shape.dimensions == prediction.shape.dropLast() else {
    throw HornError(
      .shape,
      "\(owner): yTrue has the shape \(yTrue.shape), yPred \(yPred.shape); expected class indices of shape "
        + "\(Shape(Array(prediction.shape.dropLast())))")
  }
  let labels = try LossInputs.labels(yTrue, classes: classes, ignoring: nil, owner)
  let probability = sum(prediction * oneHot(labels, classes), axis: -1)
  return (1 - power(probability, Tensor(q))) / q
}
