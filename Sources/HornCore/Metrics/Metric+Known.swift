import HornTensor

extension Metric {
  /// Makes a metric from its arguments.
  typealias Maker = @Sendable (ConfigReader) throws -> Metric

  /// Every name that Keras knows: classes, their names in snake case, and short forms.
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
  ]

  private static let shortNames = [
    "bce": "BinaryCrossentropy", "BCE": "BinaryCrossentropy",
  ]

  /// The metric that a configuration describes: a name, or an object with class_name and config.
  ///
  /// - Throws: `HornError` that lists the known names.
  public static func make(config value: ConfigValue) throws -> Metric {
    let (name, config) = try value.classAndConfig("metric")
    guard let make = known[name] else { throw unknown(name) }
    let reader = ConfigReader(config, owner: name)
    let metric = try make(reader)
    try reader.finish()
    return metric
  }

  static func unknown(_ name: String) -> HornError {
    let names = (Array(known.keys) + MetricChoice.shapeDependent).sorted()
    return HornError(
      .configuration,
      "unknown metric \"\(name.prefix(80))\"; known are \(Set(names).sorted().joined(separator: ", "))")
  }
}

extension ConfigReader {
  fileprivate func metricName(_ fallback: String?) throws -> String? {
    try optionalString("name") ?? fallback
  }
}
