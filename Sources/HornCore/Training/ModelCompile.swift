import HornTensor

extension Model {
  /// Says how the model is trained.
  ///
  ///     model.compile(optimizer: .adam(learningRate: 1e-3), loss: .binaryCrossentropy, metrics: [.accuracy])
  ///     model.compile(optimizer: "rmsprop", loss: "mse", metrics: ["mae"])
  ///
  /// - Parameters:
  ///   - optimizer: a name, `.name(…)`, or an instance.
  ///   - loss: what is made small; nil where the layers add all losses themselves.
  ///   - metrics: what else is measured; they leave sample weights out of account.
  ///   - weightedMetrics: as metrics, with the sample weights.
  public func compile(
    optimizer: some OptimizerConvertible = Optimizer.rmsprop, loss: Loss? = nil, metrics: [MetricChoice] = [],
    weightedMetrics: [MetricChoice] = []
  ) {
    do {
      compiled = CompiledState(
        optimizer: try optimizer.makeOptimizer(), loss: loss, metrics: metrics,
        weightedMetrics: weightedMetrics)
    } catch {
      programmingError("compile: \(error)")
    }
  }

  /// As the form with choices, for metrics that are instances.
  @_disfavoredOverload
  public func compile(
    optimizer: some OptimizerConvertible = Optimizer.rmsprop, loss: Loss? = nil, metrics: [Metric]
  ) {
    compile(optimizer: optimizer, loss: loss, metrics: metrics.map { MetricChoice($0) })
  }

  func compiledState(for what: String) throws -> CompiledState {
    guard let compiled else {
      throw HornError(
        .state, "\(what): model \"\(name)\" is not compiled; call compile(optimizer:loss:metrics:) first")
    }
    return compiled
  }
}
