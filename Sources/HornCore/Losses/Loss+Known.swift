import HornTensor

extension Loss {
  /// Keras's names of its losses (classes, functions and short forms), all but `ctc`, and Horn's own `crf`.
  public static let known: [String: @Sendable (ConfigReader) throws -> Loss] = {
    var known = classes
    for (function, className) in functions {
      guard let make = classes[className] else { continue }
      known[function] = { reader in try make(reader).asFunction(named: function) }
    }
    for name in ["crossentropy", "ce"] {
      known[name] = { _ in crossentropy.asFunction(named: name) }
    }
    return known
  }()

  private static let classes: [String: @Sendable (ConfigReader) throws -> Loss] = [
    "BinaryCrossentropy": {
      binaryCrossentropy(
        fromLogits: try $0.bool("from_logits", default: false),
        labelSmoothing: try $0.float("label_smoothing", default: 0), axis: try $0.int("axis", default: -1),
        reduction: try $0.reduction(), name: try $0.lossName("binary_crossentropy"))
    },
    "CategoricalCrossentropy": {
      categoricalCrossentropy(
        fromLogits: try $0.bool("from_logits", default: false),
        labelSmoothing: try $0.float("label_smoothing", default: 0), axis: try $0.int("axis", default: -1),
        reduction: try $0.reduction(), name: try $0.lossName("categorical_crossentropy"))
    },
    "SparseCategoricalCrossentropy": {
      sparseCategoricalCrossentropy(
        fromLogits: try $0.bool("from_logits", default: false),
        ignoreClass: try $0.optionalInt("ignore_class"), reduction: try $0.reduction(),
        axis: try $0.int("axis", default: -1), name: try $0.lossName("sparse_categorical_crossentropy"))
    },
    "MeanSquaredError": {
      meanSquaredError(reduction: try $0.reduction(), name: try $0.lossName("mean_squared_error"))
    },
    "MeanAbsoluteError": {
      meanAbsoluteError(reduction: try $0.reduction(), name: try $0.lossName("mean_absolute_error"))
    },
    "BinaryFocalCrossentropy": {
      binaryFocalCrossentropy(
        applyClassBalancing: try $0.bool("apply_class_balancing", default: false),
        alpha: try $0.float("alpha", default: 0.25), gamma: try $0.float("gamma", default: 2),
        fromLogits: try $0.bool("from_logits", default: false),
        labelSmoothing: try $0.float("label_smoothing", default: 0), axis: try $0.int("axis", default: -1),
        reduction: try $0.reduction(), name: try $0.lossName("binary_focal_crossentropy"))
    },
    "CategoricalFocalCrossentropy": {
      categoricalFocalCrossentropy(
        alpha: try $0.float("alpha", default: 0.25), gamma: try $0.float("gamma", default: 2),
        fromLogits: try $0.bool("from_logits", default: false),
        labelSmoothing: try $0.float("label_smoothing", default: 0), axis: try $0.int("axis", default: -1),
        reduction: try $0.reduction(), name: try $0.lossName("categorical_focal_crossentropy"))
    },
    "KLDivergence": {
      klDivergence(reduction: try $0.reduction(), name: try $0.lossName("kl_divergence"))
    },
    "Poisson": {
      poisson(reduction: try $0.reduction(), name: try $0.lossName("poisson"))
    },
    "MeanAbsolutePercentageError": {
      meanAbsolutePercentageError(
        reduction: try $0.reduction(), name: try $0.lossName("mean_absolute_percentage_error"))
    },
    "MeanSquaredLogarithmicError": {
      meanSquaredLogarithmicError(
        reduction: try $0.reduction(), name: try $0.lossName("mean_squared_logarithmic_error"))
    },
    "LogCosh": {
      logCosh(reduction: try $0.reduction(), name: try $0.lossName("log_cosh"))
    },
    "Hinge": {
      hinge(reduction: try $0.reduction(), name: try $0.lossName("hinge"))
    },
    "SquaredHinge": {
      squaredHinge(reduction: try $0.reduction(), name: try $0.lossName("squared_hinge"))
    },
    "CategoricalHinge": {
      categoricalHinge(reduction: try $0.reduction(), name: try $0.lossName("categorical_hinge"))
    },
    "CategoricalGeneralizedCrossEntropy": {
      categoricalGeneralizedCrossEntropy(
        q: try $0.float("q", default: 0.5), reduction: try $0.reduction(),
        name: try $0.lossName("categorical_generalized_cross_entropy"))
    },
    "Huber": {
      huber(
        delta: try $0.float("delta", default: 1), reduction: try $0.reduction(),
        name: try $0.lossName("huber_loss"))
    },
    "CosineSimilarity": {
      cosineSimilarity(
        axis: try $0.int("axis", default: -1), reduction: try $0.reduction(),
        name: try $0.lossName("cosine_similarity"))
    },
    "Dice": {
      dice(reduction: try $0.reduction(), name: try $0.lossName("dice"), axis: try $0.axes())
    },
    "Tversky": {
      tversky(
        alpha: try $0.float("alpha", default: 0.5), beta: try $0.float("beta", default: 0.5),
        reduction: try $0.reduction(), name: try $0.lossName("tversky"), axis: try $0.axes())
    },
    "CRFLoss": { crf(reduction: try $0.reduction(), name: try $0.lossName("crf")) },
    "Circle": {
      circle(
        gamma: try $0.float("gamma", default: 80), margin: try $0.float("margin", default: 0.4),
        removeDiagonal: try $0.bool("remove_diagonal", default: true), reduction: try $0.reduction(),
        name: try $0.lossName("circle"))
    },
  ]

  /// The functions and the class that each belongs to.
  private static let functions = [
    "binary_crossentropy": "BinaryCrossentropy", "bce": "BinaryCrossentropy", "BCE": "BinaryCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "mean_squared_error": "MeanSquaredError", "mse": "MeanSquaredError", "MSE": "MeanSquaredError",
    "mean_absolute_error": "MeanAbsoluteError", "mae": "MeanAbsoluteError", "MAE": "MeanAbsoluteError",
    "binary_focal_crossentropy": "BinaryFocalCrossentropy",
    "categorical_focal_crossentropy": "CategoricalFocalCrossentropy",
    "kl_divergence": "KLDivergence", "kld": "KLDivergence", "KLD": "KLDivergence", "poisson": "Poisson",
    "categorical_generalized_cross_entropy": "CategoricalGeneralizedCrossEntropy",
    "mean_absolute_percentage_error": "MeanAbsolutePercentageError", "mape": "MeanAbsolutePercentageError",
    "MAPE": "MeanAbsolutePercentageError",
    "mean_squared_logarithmic_error": "MeanSquaredLogarithmicError", "msle": "MeanSquaredLogarithmicError",
    "MSLE": "MeanSquaredLogarithmicError", "log_cosh": "LogCosh", "huber": "Huber",
    "cosine_similarity": "CosineSimilarity", "hinge": "Hinge", "squared_hinge": "SquaredHinge",
    "categorical_hinge": "CategoricalHinge", "dice": "Dice", "tversky": "Tversky", "circle": "Circle",
    "crf": "CRFLoss",
  ]
}

extension ConfigReader {
  /// The `reduction` of a loss; null means none, as in Keras.
  fileprivate func reduction() throws -> Loss.Reduction {
    let chosen: Loss.Reduction = try choice("reduction", default: .sumOverBatchSize)
    return config["reduction"] == .null ? .none : chosen
  }

  /// The `name` of a loss; its `dtype` must be float32, in which Horn's losses compute.
  fileprivate func lossName(_ fallback: String) throws -> String {
    let name = try string("name", default: fallback)
    let type = try dtype()
    guard type == .float32 else {
      throw HornError(.configuration, "\(owner): dtype \(type) is not supported; losses compute in float32")
    }
    return name
  }

  /// The `axis` of a loss that sums: null for all, an integer, or a list.
  fileprivate func axes() throws -> [Int]? {
    guard value("axis") != nil else { return nil }
    let list = try axes("axis", default: -1).list
    guard Set(list).count == list.count else {
      throw HornError(.configuration, "\(owner): axis must be different axes, got \(list)")
    }
    return list
  }
}
