import HornTensor

/// How often the greatest prediction is where one-hot targets have their 1, both `[batch, …, classes]`.
public final class CategoricalAccuracy: Mean {
  public override init(name: String? = "categorical_accuracy", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype)
  }

  public override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    try updateMatches(.categorical, yTrue, yPred, sampleWeight: sampleWeight)
  }
}
