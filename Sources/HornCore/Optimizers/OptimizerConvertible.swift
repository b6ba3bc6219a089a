import HornTensor

/// What `compile` takes as an optimizer: `.adam`, `.adam(learningRate: 1e-3)`, `"adam"` or an instance.
public protocol OptimizerConvertible {
  /// The instance itself, or for a name a new one with default arguments.
  ///
  /// - Throws: `HornError` that lists the known names, for a name that is not one of them.
  func makeOptimizer() throws -> Optimizer
}

extension String: OptimizerConvertible {
  public func makeOptimizer() throws -> Optimizer { try Optimizer.named(self) }
}
