import HornTensor

extension Metric {
  /// Makes a metric from its arguments.
  typealias Maker = @Sendable (ConfigReader) throws -> Metric

  /// Keras's names of its metrics (classes, these in snake case, and short forms), all but those of correlation, of IoU
  /// and of wrapped functions, and Horn's own `SequenceLabeling`.
  static let known: [String: Maker] = {
    var known: [String: Maker] = [:]
    for (className, make) in classes {
      known[className] = make
      known[ObjectNames.snakeCase(className)] = make
    }
    for (short, className) in shortNames { known[short] = classes[className] }
    return known
  }()

  private static let classes: [String: Maker] = [
    "Mean": { Mean(name: try $0.metricName("mean"), dtype: try $0.dtype()) },
    "Sum": { Sum(name: try $0.metricName("sum"), dtype: try $0.dtype()) },
    "Accuracy": { Accuracy(name: try $0.metricName("accuracy"), dtype: try $0.dtype()) },
    "BinaryAccuracy": {
      BinaryAccuracy(
        name: try $0.metricName("binary_accuracy"), dtype: try $0.dtype(),
        threshold: try $0.float("threshold", default: 0.5))
    },
    "CategoricalAccuracy": {
      CategoricalAccuracy(name: try $0.metricName("categorical_accuracy"), dtype: try $0.dtype())
    },
    "SparseCategoricalAccuracy": {
      SparseCategoricalAccuracy(
        name: try $0.metricName("sparse_categorical_accuracy"), dtype: try $0.dtype())
    },
    "TopKCategoricalAccuracy": {
      TopKCategoricalAccuracy(
        k: try $0.int("k", default: 5), name: try $0.metricName("top_k_categorical_accuracy"),
        dtype: try $0.dtype())
    },
    "SparseTopKCategoricalAccuracy": {
      SparseTopKCategoricalAccuracy(
        k: try $0.int("k", default: 5), name: try $0.metricName("sparse_top_k_categorical_accuracy"),
        dtype: try $0.dtype(), fromSortedIds: try $0.bool("from_sorted_ids", default: false))
    },
    "BinaryCrossentropy": {
      BinaryCrossentropyMetric(
        name: try $0.metricName("binary_crossentropy"), dtype: try $0.dtype(),
        fromLogits: try $0.bool("from_logits", default: false),
        labelSmoothing: try $0.float("label_smoothing", default: 0))
    },
    "CategoricalCrossentropy": {
      CategoricalCrossentropyMetric(
        name: try $0.metricName("categorical_crossentropy"), dtype: try $0.dtype(),
        fromLogits: try $0.bool("from_logits", default: false),
        labelSmoothing: try $0.float("label_smoothing", default: 0), axis: try $0.int("axis", default: -1))
    },
    "SparseCategoricalCrossentropy": {
      SparseCategoricalCrossentropyMetric(
        name: try $0.metricName("sparse_categorical_crossentropy"), dtype: try $0.dtype(),
        fromLogits: try $0.bool("from_logits", default: false),
        ignoreClass: try $0.optionalInt("ignore_class"), axis: try $0.int("axis", default: -1))
    },
    "MeanSquaredError": {
      MeanSquaredErrorMetric(name: try $0.metricName("mean_squared_error"), dtype: try $0.dtype())
    },
    "MeanAbsoluteError": {
      MeanAbsoluteErrorMetric(name: try $0.metricName("mean_absolute_error"), dtype: try $0.dtype())
    },
    "MeanAbsolutePercentageError": {
      MeanAbsolutePercentageErrorMetric(
        name: try $0.metricName("mean_absolute_percentage_error"), dtype: try $0.dtype())
    },
    "MeanSquaredLogarithmicError": {
      MeanSquaredLogarithmicErrorMetric(
        name: try $0.metricName("mean_squared_logarithmic_error"), dtype: try $0.dtype())
    },
    "LogCoshError": { LogCoshError(name: try $0.metricName("logcosh"), dtype: try $0.dtype()) },
    "Hinge": { HingeMetric(name: try $0.metricName("hinge"), dtype: try $0.dtype()) },
    "SquaredHinge": { SquaredHingeMetric(name: try $0.metricName("squared_hinge"), dtype: try $0.dtype()) },
    "CategoricalHinge": {
      CategoricalHingeMetric(name: try $0.metricName("categorical_hinge"), dtype: try $0.dtype())
    },
    "KLDivergence": { KLDivergenceMetric(name: try $0.metricName("kl_divergence"), dtype: try $0.dtype()) },
    "Poisson": { PoissonMetric(name: try $0.metricName("poisson"), dtype: try $0.dtype()) },
    "CosineSimilarity": {
      CosineSimilarityMetric(
        name: try $0.metricName("cosine_similarity"), dtype: try $0.dtype(),
        axis: try $0.int("axis", default: -1))
    },
    "RootMeanSquaredError": {
      RootMeanSquaredError(name: try $0.metricName("root_mean_squared_error"), dtype: try $0.dtype())
    },
    "TruePositives": {
      TruePositives(thresholds: try $0.thresholds(), name: try $0.metricName(nil), dtype: try $0.dtype())
    },
    "FalsePositives": {
      FalsePositives(thresholds: try $0.thresholds(), name: try $0.metricName(nil), dtype: try $0.dtype())
    },
    "TrueNegatives": {
      TrueNegatives(thresholds: try $0.thresholds(), name: try $0.metricName(nil), dtype: try $0.dtype())
    },
    "FalseNegatives": {
      FalseNegatives(thresholds: try $0.thresholds(), name: try $0.metricName(nil), dtype: try $0.dtype())
    },
    "Precision": {
      Precision(
        thresholds: try $0.thresholds(), topK: try $0.optionalInt("top_k"),
        classId: try $0.optionalInt("class_id"),
        name: try $0.metricName(nil), dtype: try $0.dtype())
    },
    "Recall": {
      Recall(
        thresholds: try $0.thresholds(), topK: try $0.optionalInt("top_k"),
        classId: try $0.optionalInt("class_id"),
        name: try $0.metricName(nil), dtype: try $0.dtype())
    },
    "SensitivityAtSpecificity": {
      SensitivityAtSpecificity(
        try $0.rate("specificity"), numThresholds: try $0.thresholdCount(atLeast: 1),
        classId: try $0.optionalInt("class_id"),
        name: try $0.metricName(nil), dtype: try $0.dtype())
    },
    "SpecificityAtSensitivity": {
      SpecificityAtSensitivity(
        try $0.rate("sensitivity"), numThresholds: try $0.thresholdCount(atLeast: 1),
        classId: try $0.optionalInt("class_id"),
        name: try $0.metricName(nil), dtype: try $0.dtype())
    },
    "PrecisionAtRecall": {
      PrecisionAtRecall(
        try $0.rate("recall"), numThresholds: try $0.thresholdCount(atLeast: 1),
        classId: try $0.optionalInt("class_id"),
        name: try $0.metricName(nil), dtype: try $0.dtype())
    },
    "RecallAtPrecision": {
      RecallAtPrecision(
        try $0.rate("precision"), numThresholds: try $0.thresholdCount(atLeast: 1),
        classId: try $0.optionalInt("class_id"),
        name: try $0.metricName(nil), dtype: try $0.dtype())
    },
    "AUC": {
      // With thresholds, Keras writes their number too.
      let thresholds = try $0.thresholds()
      let multiLabel = try $0.bool("multi_label", default: false)
      let numLabels = try $0.labelCount(allowed: multiLabel)
      return AUC(
        numThresholds: try $0.thresholdCount(atLeast: 2),
        curve: try $0.choice("curve", default: .roc),
        summationMethod: try $0.choice("summation_method", default: .interpolation),
        name: try $0.metricName(nil), dtype: try $0.dtype(), thresholds: thresholds, multiLabel: multiLabel,
        numLabels: numLabels,
        labelWeights: try $0.floats("label_weights"), fromLogits: try $0.bool("from_logits", default: false))
    },
    "FBetaScore": {
      FBetaScore(
        average: try $0.optionalChoice("average"), beta: try $0.positive("beta", default: 1),
        threshold: try $0.optionalThreshold(), name: try $0.metricName("fbeta_score"), dtype: try $0.dtype())
    },
    "F1Score": {
      F1Score(
        average: try $0.optionalChoice("average"), threshold: try $0.optionalThreshold(),
        name: try $0.metricName("f1_score"), dtype: try $0.dtype())
    },
    "SequenceLabeling": { try SequenceLabeling(config: $0) },
    "R2Score": {
      let aggregation: R2Score.ClassAggregation = try $0.choice("class_aggregation", default: .uniformAverage)
      return R2Score(
        classAggregation: $0.config["class_aggregation"] == .null ? nil : aggregation,
        numRegressors: try $0.count("num_regressors", default: 0), name: try $0.metricName("r2_score"),
        dtype: try $0.dtype())
    },
  ]

  private static let shortNames = [
    "bce": "BinaryCrossentropy", "BCE": "BinaryCrossentropy",
    "mse": "MeanSquaredError", "MSE": "MeanSquaredError", "mae": "MeanAbsoluteError",
    "MAE": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError", "MAPE": "MeanAbsolutePercentageError",
    "msle": "MeanSquaredLogarithmicError", "MSLE": "MeanSquaredLogarithmicError",
  ]

  /// The metric that a configuration describes: a name, or an object with class_name and config.
  ///
  /// - Throws: `HornError` that lists the known names, or tells which argument is wrong.
  public static func make(config value: ConfigValue) throws -> Metric {
    try value.made("metric") { name in
      guard let make = known[name] else { throw unknown(name) }
      return (name, make)
    }
  }

  static func unknown(_ name: String) -> HornError {
    // A class stands in the list once, in snake case.
    let names = Set(known.keys.filter { $0 == $0.lowercased() }).union(MetricChoice.shapeDependent)
    return HornError(
      .configuration,
      "unknown metric \"\(name.prefix(80))\"; known are \(names.sorted().joined(separator: ", "))")
  }
}

extension ConfigReader {
  fileprivate func metricName(_ fallback: String?) throws -> String? {
    try optionalString("name") ?? fallback
  }

  fileprivate func floats(_ key: String) throws -> [Float]? {
    var given = value(key)
    // Keras writes label weights as a tensor.
    if let tensor = given, tensor["class_name"] == "__tensor__" { given = tensor["config"]?["value"] }
    switch given {
    case nil: return nil
    case .array(let list)?:
      return try list.map { element in
        switch element {
        case .int(let number): return Float(number)
        case .double(let number): return Float(number)
        default: throw HornError(.configuration, "\(owner): \(key) must be numbers, got \(element.summary)")
        }
      }
    default: return try optionalDouble(key).map { [Float($0)] }
    }
  }

  fileprivate func thresholds() throws -> [Float]? {
    let thresholds = try floats("thresholds")
    for threshold in thresholds ?? [] where !(threshold >= 0 && threshold <= 1) {
      throw HornError(.configuration, "\(owner): the threshold \(threshold) is not between 0 and 1")
    }
    return thresholds
  }

  fileprivate func thresholdCount(atLeast least: Int) throws -> Int {
    let count = try int("num_thresholds", default: 200)
    guard count >= least, count <= 1 << 20 else {
      throw HornError(
        .configuration, "\(owner): num_thresholds must be from \(least) to \(1 << 20), got \(count)")
    }
    return count
  }

  fileprivate func labelCount(allowed: Bool) throws -> Int? {
    guard let count = try optionalInt("num_labels") else { return nil }
    guard allowed else {
      throw HornError(.configuration, "\(owner): num_labels \(count) needs multi_label, which is false")
    }
    guard count > 0, count <= 1 << 20 else {
      throw HornError(.configuration, "\(owner): num_labels must be from 1 to \(1 << 20), got \(count)")
    }
    return count
  }

  fileprivate func optionalThreshold() throws -> Float? {
    guard value("threshold") != nil else { return nil }
    let threshold = try rate("threshold")
    guard threshold > 0 else {
      throw HornError(.configuration, "\(owner): threshold must be above 0, got \(threshold)")
    }
    return threshold
  }

  fileprivate func positive(_ key: String, default fallback: Float) throws -> Float {
    let number = try float(key, default: fallback)
    guard number > 0 else {
      throw HornError(.configuration, "\(owner): \(key) must be above 0, got \(number)")
    }
    return number
  }

  fileprivate func count(_ key: String, default fallback: Int) throws -> Int {
    let number = try int(key, default: fallback)
    guard number >= 0 else {
      throw HornError(.configuration, "\(owner): \(key) must be at least 0, got \(number)")
    }
    return number
  }

  fileprivate func optionalChoice<T: RawRepresentable & CaseIterable>(_ key: String) throws -> T?
  where T.RawValue == String {
    guard value(key) != nil, let first = T.allCases.first else { return nil }
    return try choice(key, default: first)
  }
}
