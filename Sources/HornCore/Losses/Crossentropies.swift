import HornTensor

extension Loss {
  /// ``binaryCrossentropy(fromLogits:labelSmoothing:axis:reduction:name:)`` of probabilities, `"binary_crossentropy"`.
  public static var binaryCrossentropy: Loss { binaryCrossentropy().asFunction(named: "binary_crossentropy") }

  /// Cross-entropy of targets in 0...1 and predictions of one shape, averaged over an axis.
  ///
  /// Probabilities are clipped to [1e-7, 1 − 1e-7]; where the clip holds, no gradient flows.
  ///
  /// - Parameters:
  ///   - fromLogits: whether predictions are logits and not probabilities.
  ///   - labelSmoothing: moves the targets towards 0.5: `y · (1 − s) + s / 2`.
  ///   - axis: the axis that is averaged over.
  public static func binaryCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Float = 0, axis: Int = -1,
    reduction: Reduction = .sumOverBatchSize, name: String = "binary_crossentropy"
  ) -> Loss {
    Loss(
      className: "BinaryCrossentropy", name: name, reduction: reduction,
      config: crossentropyConfig(fromLogits, labelSmoothing, axis)
    ) { yTrue, yPred in
      try Crossentropy.binary(
        yTrue, yPred, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis, name)
    }
  }

  /// ``categoricalCrossentropy(fromLogits:labelSmoothing:axis:reduction:name:)`` of probabilities, `"categorical_crossentropy"`.
  public static var categoricalCrossentropy: Loss {
    categoricalCrossentropy().asFunction(named: "categorical_crossentropy")
  }

  /// Cross-entropy of one-hot (or soft) targets and predictions, both `[batch, …, classes]`.
  ///
  /// Probabilities are divided by their sum and clipped to [1e-7, 1 − 1e-7].
  ///
  /// - Parameters:
  ///   - fromLogits: whether predictions are logits and not probabilities.
  ///   - labelSmoothing: moves the targets towards equal shares: `y · (1 − s) + s / classes`.
  ///   - axis: the axis of the classes.
  public static func categoricalCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Float = 0, axis: Int = -1,
    reduction: Reduction = .sumOverBatchSize, name: String = "categorical_crossentropy"
  ) -> Loss {
    Loss(
      className: "CategoricalCrossentropy", name: name, reduction: reduction,
      config: crossentropyConfig(fromLogits, labelSmoothing, axis)
    ) { yTrue, yPred in
      try Crossentropy.categorical(
        yTrue, yPred, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis, name)
    }
  }

  /// ``sparseCategoricalCrossentropy(fromLogits:ignoreClass:reduction:axis:name:)`` of probabilities, `"sparse_categorical_crossentropy"`.
  public static var sparseCategoricalCrossentropy: Loss {
    sparseCategoricalCrossentropy().asFunction(named: "sparse_categorical_crossentropy")
  }

  /// Cross-entropy of class indices `[batch, …]` (or `[batch, …, 1]`) and predictions `[batch, …, classes]`.
  ///
  /// Probabilities are divided by their sum and clipped to [1e-7, 1 − 1e-7]. An index outside 0..<classes is a
  /// `HornError` that names it.
  ///
  /// - Parameters:
  ///   - fromLogits: whether predictions are logits and not probabilities.
  ///   - ignoreClass: an index whose elements count for nothing (often −1 or 255). Default: none.
  ///   - axis: the axis of the classes.
  public static func sparseCategoricalCrossentropy(
    fromLogits: Bool = false, ignoreClass: Int? = nil, reduction: Reduction = .sumOverBatchSize,
    axis: Int = -1, name: String = "sparse_categorical_crossentropy"
  ) -> Loss {
    Loss(
      className: "SparseCategoricalCrossentropy", name: name, reduction: reduction,
      config: ["from_logits": .bool(fromLogits), "ignore_class": ConfigValue(ignoreClass)]
        // Keras leaves the axis out, so only one that differs is worth telling.
        .merging(axis == -1 ? [:] : ["axis": .int(axis)]) { $1 }
    ) { yTrue, yPred in
      try Crossentropy.sparse(
        yTrue, yPred, fromLogits: fromLogits, ignoreClass: ignoreClass, axis: axis, name)
    }
  }

  /// The cross-entropy that fits the shapes, `"crossentropy"`: binary where the last axis of the predictions has length 1,
  /// sparse where the targets have no axis of classes (or one of length 1), else categorical.
  public static var crossentropy: Loss {
    Loss(className: "crossentropy", name: "crossentropy", reduction: .sumOverBatchSize) { yTrue, yPred in
      switch TargetKind(yTrue: yTrue.shape, yPred: yPred.shape) {
      case .binary: try binaryCrossentropy.compute(yTrue, yPred)
      case .sparse: try sparseCategoricalCrossentropy.compute(yTrue, yPred)
      case .categorical: try categoricalCrossentropy.compute(yTrue, yPred)
      }
    }.asFunction(named: "crossentropy")
  }

  private static func crossentropyConfig(_ fromLogits: Bool, _ labelSmoothing: Float, _ axis: Int) -> Config {
    [
      "from_logits": .bool(fromLogits), "label_smoothing": .shortest(labelSmoothing), "axis": .int(axis),
    ]
  }
}

/// Binary cross-entropy of each sample; see ``Loss/binaryCrossentropy(fromLogits:labelSmoothing:axis:reduction:name:)``.
///
/// - Returns: the mean over the axis: the shape without it.
public func binaryCrossentropy(
  _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool = false, labelSmoothing: Float = 0, axis: Int = -1
) throws -> Tensor {
  try Crossentropy.binary(
    yTrue, yPred, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis, "binary_crossentropy"
  ).tensor
}

/// Categorical cross-entropy of each sample; see ``Loss/categoricalCrossentropy(fromLogits:labelSmoothing:axis:reduction:name:)``.
///
/// - Returns: the shape without the axis of the classes.
public func categoricalCrossentropy(
  _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool = false, labelSmoothing: Float = 0, axis: Int = -1
) throws -> Tensor {
  try Crossentropy.categorical(
    yTrue, yPred, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis,
    "categorical_crossentropy"
  ).tensor
}

/// Cross-entropy of each sample with class indices; see ``Loss/sparseCategoricalCrossentropy(fromLogits:ignoreClass:reduction:axis:name:)``.
///
/// - Returns: the shape without the axis of the classes; 0 for the ignored class, with a mask.
public func sparseCategoricalCrossentropy(
  _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool = false, ignoreClass: Int? = nil, axis: Int = -1
) throws -> Tensor {
  try Crossentropy.sparse(
    yTrue, yPred, fromLogits: fromLogits, ignoreClass: ignoreClass, axis: axis,
    "sparse_categorical_crossentropy"
  ).tensor
}
