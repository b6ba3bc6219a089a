import HornTensor

/// The first values of weights.
package enum NewWeights {
  /// Whether all new weights are to be set from a file anyway, so that no random numbers need be drawn.
  @TaskLocal package static var comeFromFile = false

  static func values(_ initializer: Initializer, _ shape: Shape, _ dtype: DType) throws -> Tensor {
    comeFromFile ? Tensor(zeros: shape, dtype: dtype) : try initializer.values(shape, dtype: dtype)
  }
}
