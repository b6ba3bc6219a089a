import HornTensor

extension Loss {
  /// Every name that Keras knows: classes, functions and short forms.
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
  ]

  /// The functions and the class that each belongs to.
  private static let functions = [
    "binary_crossentropy": "BinaryCrossentropy", "bce": "BinaryCrossentropy", "BCE": "BinaryCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "mean_squared_error": "MeanSquaredError", "mse": "MeanSquaredError", "MSE": "MeanSquaredError",
    "mean_absolute_error": "MeanAbsoluteError", "mae": "MeanAbsoluteError", "MAE": "MeanAbsoluteError",
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
    let type = try dtype()
    guard type == .float32 else {
      throw HornError(.configuration, "\(owner): dtype \(type) is not supported; losses compute in float32")
    }
    return try string("name", default: fallback)
  }
}
