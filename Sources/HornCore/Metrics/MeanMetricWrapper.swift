import HornTensor

/// The mean of a function of targets and predictions.
///
///     let error = MeanMetricWrapper(name: "absolute") { yTrue, yPred in abs(yTrue - yPred) }
open class MeanMetricWrapper: Mean {
  private let function: (Tensor, Tensor) throws -> Tensor

  /// - Parameters:
  ///   - name: nil makes one up from Keras's name of the class.
  ///   - function: gives one value a sample, or `[batch, …]`, which is averaged.
  public init(
    name: String? = nil, dtype: DType = .float32,
    _ function: @escaping (_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor
  ) {
    self.function = function
    super.init(name: name, dtype: dtype)
  }

  open override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    try updateMean(try function(yTrue, yPred.detached), of: yPred, sampleWeight: sampleWeight)
  }
}
