import HornTensor

extension Loss {
  /// ``binaryFocalCrossentropy(applyClassBalancing:alpha:gamma:fromLogits:labelSmoothing:axis:reduction:name:)`` with default arguments, `"binary_focal_crossentropy"`.
  public static var binaryFocalCrossentropy: Loss {
    binaryFocalCrossentropy().asFunction(named: "binary_focal_crossentropy")
  }

  /// Binary cross-entropy that counts easy elements less: times `(1 − p)^γ`, where `p` is the probability of
  /// the true class (Lin et al., 2017), averaged over an axis.
  ///
  /// - Parameters:
  ///   - applyClassBalancing: whether class 1 weighs `alpha` and class 0 `1 − alpha`.
  ///   - alpha: the weight of class 1.
  ///   - gamma: the focusing exponent.
  ///   - fromLogits: whether predictions are logits and not probabilities.
  ///   - labelSmoothing: moves the targets towards 0.5.
  ///   - axis: the axis that is averaged over.
  public static func binaryFocalCrossentropy(
    applyClassBalancing: Bool = false, alpha: Float = 0.25, gamma: Float = 2, fromLogits: Bool = false,
    labelSmoothing: Float = 0, axis: Int = -1, reduction: Reduction = .sumOverBatchSize,
    name: String = "binary_focal_crossentropy"
  ) -> Loss {
    Loss(
      className: "BinaryFocalCrossentropy", name: name, reduction: reduction,
      config: [
        "apply_class_balancing": .bool(applyClassBalancing), "alpha": .shortest(alpha),
        "gamma": .shortest(gamma), "from_logits": .bool(fromLogits),
        "label_smoothing": .shortest(labelSmoothing), "axis": .int(axis),
      ]
    ) { yTrue, yPred in
      SampleLosses(
        try HornCore.binaryFocalCrossentropy(
          yTrue, yPred, applyClassBalancing: applyClassBalancing, alpha: alpha, gamma: gamma,
          fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis))
    }
  }

  /// ``categoricalFocalCrossentropy(alpha:gamma:fromLogits:labelSmoothing:axis:reduction:name:)`` with default arguments, `"categorical_focal_crossentropy"`.
  public static var categoricalFocalCrossentropy: Loss {
    categoricalFocalCrossentropy().asFunction(named: "categorical_focal_crossentropy")
  }

  /// Categorical cross-entropy that counts easy samples less: times `alpha · (1 − p)^γ` (Lin et al., 2017).
  ///
  /// - Parameters:
  ///   - alpha: the weight of all classes.
  ///   - gamma: the focusing exponent.
  ///   - fromLogits: whether predictions are logits and not probabilities.
  ///   - labelSmoothing: moves the targets towards equal shares.
  ///   - axis: the axis of the classes.
  public static func categoricalFocalCrossentropy(
    alpha: Float = 0.25, gamma: Float = 2, fromLogits: Bool = false, labelSmoothing: Float = 0,
    axis: Int = -1, reduction: Reduction = .sumOverBatchSize, name: String = "categorical_focal_crossentropy"
  ) -> Loss {
    Loss(
      className: "CategoricalFocalCrossentropy", name: name, reduction: reduction,
      config: [
        "alpha": .shortest(alpha), "gamma": .shortest(gamma), "from_logits": .bool(fromLogits),
        "label_smoothing": .shortest(labelSmoothing), "axis": .int(axis),
      ]
    ) { yTrue, yPred in
      SampleLosses(
        try HornCore.categoricalFocalCrossentropy(
          yTrue, yPred, alpha: alpha, gamma: gamma, fromLogits: fromLogits, labelSmoothing: labelSmoothing,
          axis: axis))
    }
  }
}

/// Binary cross-entropy that counts easy elements less: times `(1 − p)^γ`, where `p` is the probability of
/// the true class (Lin et al., 2017), averaged over an axis.
///
/// - Parameters:
///   - applyClassBalancing: whether class 1 weighs `alpha` and class 0 `1 − alpha`.
///   - alpha: the weight of class 1.
///   - gamma: the focusing exponent.
///   - fromLogits: whether predictions are logits and not probabilities.
///   - labelSmoothing: moves the targets towards 0.5.
///   - axis: the axis that is averaged over.
/// - Returns: the shape without the axis.
public func binaryFocalCrossentropy(
  _ yTrue: Tensor, _ yPred: Tensor, applyClassBalancing: Bool = false, alpha: Float = 0.25, gamma: Float = 2,
  fromLogits: Bool = false, labelSmoothing: Float = 0, axis: Int = -1
) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "binary_focal_crossentropy")
  let axis = try LossInputs.axis(axis, of: prediction.shape, "binary_focal_crossentropy")
  let smooth = target * (1 - labelSmoothing) + 0.5 * labelSmoothing
  let probability = fromLogits ? sigmoid(prediction) : prediction
  let right = smooth * probability + (1 - smooth) * (1 - probability)
  var loss = power(1 - right, Tensor(gamma)) * Crossentropy.elements(smooth, probability, fromLogits: false)
  if applyClassBalancing { loss = (smooth * alpha + (1 - smooth) * (1 - alpha)) * loss }
  return mean(loss, axis: axis)
}

/// Categorical cross-entropy that counts easy samples less: times `alpha · (1 − p)^γ` (Lin et al., 2017).
///
/// - Parameters:
///   - alpha: the weight of all classes.
///   - gamma: the focusing exponent.
///   - fromLogits: whether predictions are logits and not probabilities.
///   - labelSmoothing: moves the targets towards equal shares.
///   - axis: the axis of the classes.
/// - Returns: the shape without the axis.
public func categoricalFocalCrossentropy(
  _ yTrue: Tensor, _ yPred: Tensor, alpha: Float = 0.25, gamma: Float = 2, fromLogits: Bool = false,
  labelSmoothing: Float = 0, axis: Int = -1
) throws -> Tensor {
  let (target, prediction) = try LossInputs.matched(yTrue, yPred, "categorical_focal_crossentropy")
  let axis = try LossInputs.axis(axis, of: prediction.shape, "categorical_focal_crossentropy")
  // As in Keras, smoothing counts the last axis, also where the classes are on another.
  let classes = Float(target.shape.last ?? 1)
  let smooth = target * (1 - labelSmoothing) + labelSmoothing / classes
  let scores = fromLogits ? softmax(prediction, axis: axis) : prediction
  let share = scores / sum(scores, axis: axis, keepdims: true)
  let probability = clip(share, Crossentropy.epsilon, Crossentropy.almostOne)
  let weight = power(1 - probability, Tensor(gamma)) * alpha
  return sum(-(weight * smooth * log(probability)), axis: axis)
}
