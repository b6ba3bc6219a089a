import HornKernels
import HornTensor

/// The weighted mean of all values taken in.
///
///     let mean = Mean()
///     try mean.updateState(Tensor([1, 3, 5, 7]))
///     mean.result()  // 4
open class Mean: Metric {
  package private(set) var total = 0.0
  package private(set) var count = 0.0

  public override init(name: String? = "mean", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype)
  }

  /// Takes in values, `[batch, …]` or a scalar; those of a sample are averaged.
  ///
  /// As in Keras, a mask that the values carry counts only where there are weights.
  ///
  /// - Parameter sampleWeight: a scalar (then the mean of all values counts as one), `[batch]`, or of the
  ///   values' leading axes. Default: 1 a sample.
  /// - Throws: `HornError` where the weights do not fit.
  @_disfavoredOverload  // A literal is a number here, though it could be a tensor.
  public func updateState(_ values: Tensor, sampleWeight: Tensor? = nil) throws {
    guard sampleWeight != nil else {
      return add(sum: try WeightedSums.sum(values, name), of: values.shape)
    }
    let sums = try WeightedSums(values, sampleWeight: sampleWeight, mask: values.mask, owner: name)
    guard values.shape.first != 0 else { return }
    total += sums.values / sums.innerCount
    count += sums.weights / sums.innerCount
  }

  /// Takes in one value.
  public func updateState(_ value: Double, sampleWeight: Double = 1) {
    total += value * sampleWeight
    count += sampleWeight
  }

  open override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    throw HornError(
      .state, "\(className) '\(name)' takes values, not targets and predictions; take a MeanMetricWrapper")
  }

  /// Adds the sum over unweighted values of this shape, as `[batch, …]`.
  func add(sum: Double, of shape: Shape) {
    guard let batch = shape.first else {
      total += sum
      count += 1
      return
    }
    // A batch without samples says nothing of the mean.
    guard batch > 0 else { return }
    total += sum * Double(batch) / Double(shape.elementCount)
    count += Double(batch)
  }

  /// Takes in values of a batch, weighted by the samples' weights and the mask of the predictions.
  final func updateMean(_ values: Tensor, of yPred: Tensor, sampleWeight: Tensor?) throws {
    guard let mask = yPred.mask else { return try updateState(values, sampleWeight: sampleWeight) }
    guard let sampleWeight else { return try updateState(values, sampleWeight: mask) }
    let weights = try SampleWeights(
      sampleWeight: sampleWeight, mask: mask, lossMask: nil, losses: values.shape, sharesMask: false,
      owner: name)
    try updateState(values, sampleWeight: weights?.factors)
  }

  open override func result() -> Float { count == 0 ? 0 : Float(total / count) }

  open override func resetState() { (total, count) = (0, 0) }
}
