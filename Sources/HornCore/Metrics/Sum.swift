import HornTensor

/// The weighted sum of all values taken in.
open class Sum: Metric {
  private var total = 0.0

  public override init(name: String? = "sum", dtype: DType = .float32) {
    super.init(name: name, dtype: dtype)
  }

  /// Takes in values, `[batch, …]` or a scalar.
  ///
  /// As in Keras, a mask that the values carry counts only where there are weights.
  ///
  /// - Parameter sampleWeight: a scalar, `[batch]`, or of the values' leading axes. Default: 1.
  /// - Throws: `HornError` where the weights do not fit.
  @_disfavoredOverload  // A literal is a number here, though it could be a tensor.
  public func updateState(_ values: Tensor, sampleWeight: Tensor? = nil) throws {
    let mask = sampleWeight == nil ? nil : values.mask
    total += try WeightedSums(values, sampleWeight: sampleWeight, mask: mask, owner: name).values
  }

  /// Takes in one value.
  public func updateState(_ value: Double, sampleWeight: Double = 1) { total += value * sampleWeight }

  open override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    throw HornError(.state, "\(className) '\(name)' takes values, not targets and predictions")
  }

  open override func result() -> Float { Float(total) }

  open override func resetState() { total = 0 }
}
