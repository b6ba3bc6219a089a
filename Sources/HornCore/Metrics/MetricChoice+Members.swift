import HornTensor

/// The metrics with their default arguments, under the names that Keras shows.
extension MetricChoice {
  /// ``BinaryAccuracy``, `"binary_accuracy"`.
  public static var binaryAccuracy: MetricChoice { "binary_accuracy" }
  /// ``CategoricalAccuracy``, `"categorical_accuracy"`.
  public static var categoricalAccuracy: MetricChoice { "categorical_accuracy" }
  /// ``SparseCategoricalAccuracy``, `"sparse_categorical_accuracy"`.
  public static var sparseCategoricalAccuracy: MetricChoice { "sparse_categorical_accuracy" }
  /// ``TopKCategoricalAccuracy``, `"top_k_categorical_accuracy"`.
  public static var topKCategoricalAccuracy: MetricChoice { "top_k_categorical_accuracy" }
  /// ``SparseTopKCategoricalAccuracy``, `"sparse_top_k_categorical_accuracy"`.
  public static var sparseTopKCategoricalAccuracy: MetricChoice { "sparse_top_k_categorical_accuracy" }
  /// ``BinaryCrossentropyMetric``, `"binary_crossentropy"`.
  public static var binaryCrossentropy: MetricChoice { "binary_crossentropy" }
  /// ``CategoricalCrossentropyMetric``, `"categorical_crossentropy"`.
  public static var categoricalCrossentropy: MetricChoice { "categorical_crossentropy" }
  /// ``SparseCategoricalCrossentropyMetric``, `"sparse_categorical_crossentropy"`.
  public static var sparseCategoricalCrossentropy: MetricChoice { "sparse_categorical_crossentropy" }
  /// ``KLDivergenceMetric``, `"kl_divergence"`.
  public static var klDivergence: MetricChoice { "kl_divergence" }
  /// ``PoissonMetric``, `"poisson"`.
  public static var poisson: MetricChoice { "poisson" }
  /// ``MeanSquaredErrorMetric``, `"mean_squared_error"`.
  public static var meanSquaredError: MetricChoice { "mean_squared_error" }
  /// ``RootMeanSquaredError``, `"root_mean_squared_error"`.
  public static var rootMeanSquaredError: MetricChoice { "root_mean_squared_error" }
  /// ``MeanAbsoluteErrorMetric``, `"mean_absolute_error"`.
  public static var meanAbsoluteError: MetricChoice { "mean_absolute_error" }
  /// ``MeanAbsolutePercentageErrorMetric``, `"mean_absolute_percentage_error"`.
  public static var meanAbsolutePercentageError: MetricChoice { "mean_absolute_percentage_error" }
  /// ``MeanSquaredLogarithmicErrorMetric``, `"mean_squared_logarithmic_error"`.
  public static var meanSquaredLogarithmicError: MetricChoice { "mean_squared_logarithmic_error" }
  /// ``CosineSimilarityMetric``, `"cosine_similarity"`.
  public static var cosineSimilarity: MetricChoice { "cosine_similarity" }
  /// ``LogCoshError``, `"log_cosh_error"`.
  public static var logCoshError: MetricChoice { "log_cosh_error" }
  /// ``R2Score``, `"r2_score"`.
  public static var r2Score: MetricChoice { "r2_score" }
  /// ``AUC``, `"auc"`.
  public static var auc: MetricChoice { "auc" }
  /// ``Precision``, `"precision"`.
  public static var precision: MetricChoice { "precision" }
  /// ``Recall``, `"recall"`.
  public static var recall: MetricChoice { "recall" }
  /// ``TruePositives``, `"true_positives"`.
  public static var truePositives: MetricChoice { "true_positives" }
  /// ``TrueNegatives``, `"true_negatives"`.
  public static var trueNegatives: MetricChoice { "true_negatives" }
  /// ``FalsePositives``, `"false_positives"`.
  public static var falsePositives: MetricChoice { "false_positives" }
  /// ``FalseNegatives``, `"false_negatives"`.
  public static var falseNegatives: MetricChoice { "false_negatives" }
  /// ``F1Score``, `"f1_score"`.
  public static var f1Score: MetricChoice { "f1_score" }
  /// ``FBetaScore``, `"f_beta_score"`.
  public static var fBetaScore: MetricChoice { "f_beta_score" }
  /// ``HingeMetric``, `"hinge"`.
  public static var hinge: MetricChoice { "hinge" }
  /// ``SquaredHingeMetric``, `"squared_hinge"`.
  public static var squaredHinge: MetricChoice { "squared_hinge" }
  /// ``CategoricalHingeMetric``, `"categorical_hinge"`.
  public static var categoricalHinge: MetricChoice { "categorical_hinge" }
}

/// Keras's short names.
extension MetricChoice {
  /// ``MeanSquaredErrorMetric``, `"mse"`.
  public static var mse: MetricChoice { "mse" }
  /// ``MeanAbsoluteErrorMetric``, `"mae"`.
  public static var mae: MetricChoice { "mae" }
  /// ``MeanAbsolutePercentageErrorMetric``, `"mape"`.
  public static var mape: MetricChoice { "mape" }
  /// ``MeanSquaredLogarithmicErrorMetric``, `"msle"`.
  public static var msle: MetricChoice { "msle" }
}
