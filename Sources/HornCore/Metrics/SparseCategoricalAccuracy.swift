import HornTensor

/// How often the greatest of predictions `[batch, …, classes]` is where class indices `[batch, …]` say.
public final class SparseCategoricalAccuracy: Mean {
  public override init(name: String? = "sparse_categorical_accuracy", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype)
  }

  public override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    try updateMatches(.sparse, yTrue, yPred, sampleWeight: sampleWeight)
  }
}
