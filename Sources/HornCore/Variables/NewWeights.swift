import HornTensor

/// The first values of weights, and how much memory they may take where a file asks for them.
package enum NewWeights {
  /// How many bytes of weights may still be made.
  package final class Budget: @unchecked Sendable {
    // Sendable: one task reads one file.
    private var left: Int
    package init(bytes: Int) { left = bytes }

    func take(_ count: Int) -> Bool {
      left -= count
      return left >= 0
    }
  }

  /// Whether all new weights are to be set from a file anyway, so that no random numbers need be drawn.
  @TaskLocal package static var comeFromFile = false
  /// What a configuration from outside may use up; nil for a program's own layers.
  @TaskLocal package static var budget: Budget?

  static func values(_ initializer: Initializer, _ shape: Shape, _ dtype: DType, _ weight: String) throws
    -> Tensor
  {
    guard budget?.take(shape.elementCount * dtype.byteCount) ?? true else {
      throw HornError(
        .configuration,
        "\(weight) of shape \(shape) needs more memory than the file's weights, or this machine, can have")
    }
    return comeFromFile ? Tensor(zeros: shape, dtype: dtype) : try initializer.values(shape, dtype: dtype)
  }
}
