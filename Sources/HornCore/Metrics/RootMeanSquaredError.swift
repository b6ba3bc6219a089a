import HornTensor

/// The square root of the mean squared error over all samples.
public final class RootMeanSquaredError: Mean {
  public override init(name: String? = "root_mean_squared_error", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype)
  }

  /// Takes in a batch; as in Keras, a mask does not count.
  public override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    let (target, prediction) = try LossInputs.matched(yTrue.detached, yPred.detached, name)
    try updateState(square(prediction - target), sampleWeight: sampleWeight)
  }

  public override func result() -> Float { super.result().squareRoot() }
}
