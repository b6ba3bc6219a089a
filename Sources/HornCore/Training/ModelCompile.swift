import HornTensor

extension Model {
  /// Says how the model is trained.
  ///
  ///     model.compile(optimizer: .adam(learningRate: 1e-3), loss: .binaryCrossentropy, metrics: [.accuracy])
  ///     model.compile(optimizer: "rmsprop", loss: "mse", metrics: ["mae"])
  ///
  /// An unknown name stops the program with a list of those that are known; for names from outside, take
  /// ``Optimizer/named(_:)``, `Loss.named` and `MetricChoice.named`, which throw.
  ///
  /// - Parameters:
  ///   - optimizer: a name, `.name(…)`, or an instance.
  ///   - loss: what is made small, for every output; nil where the layers add all losses themselves.
  ///   - lossWeights: what the losses of the outputs count in the sum. Default: 1.
  ///   - metrics: what else is measured; they leave sample weights out of account.
  ///   - weightedMetrics: as metrics, with the sample weights.
  public func compile(
    optimizer: some OptimizerConvertible = Optimizer.rmsprop, loss: Loss? = nil,
    lossWeights: LossWeights? = nil, metrics: MetricChoices = [], weightedMetrics: MetricChoices = [],
    file: StaticString = #fileID, line: UInt = #line
  ) {
    setCompiled(optimizer, LossChoices(loss), lossWeights, metrics, weightedMetrics, file, line)
  }

  /// Says how a model with several outputs is trained.
  ///
  ///     model.compile(optimizer: .adam, loss: [.mse, .binaryCrossentropy], metrics: [["mae"], [.accuracy]])
  ///     model.compile(
  ///       optimizer: .adam, loss: ["main": .sparseCategoricalCrossentropy, "aux": "mse"],
  ///       lossWeights: ["main": 1, "aux": 0.2], metrics: ["main": [.accuracy]])
  ///
  /// Whether names and numbers fit the model's outputs is seen at the first batch.
  ///
  /// - Parameters:
  ///   - optimizer: a name, `.name(…)`, or an instance.
  ///   - loss: a loss for each output, in their order or by name; nil for an output without one.
  ///   - lossWeights: what the losses count in the sum, in the outputs' order or by name. Default: 1.
  ///   - metrics: what else is measured, an entry for each output or by name; they leave sample weights out of account.
  ///   - weightedMetrics: as metrics, with the sample weights.
  public func compile(
    optimizer: some OptimizerConvertible = Optimizer.rmsprop, loss: LossChoices,
    lossWeights: LossWeights? = nil, metrics: MetricChoices = [], weightedMetrics: MetricChoices = [],
    file: StaticString = #fileID, line: UInt = #line
  ) {
    setCompiled(optimizer, loss, lossWeights, metrics, weightedMetrics, file, line)
  }

  /// As the form with choices, for metrics that are instances.
  @_disfavoredOverload
  public func compile(
    optimizer: some OptimizerConvertible = Optimizer.rmsprop, loss: Loss? = nil, metrics: [Metric],
    file: StaticString = #fileID, line: UInt = #line
  ) {
    let choices = MetricChoices(metrics.map { MetricChoice($0) })
    setCompiled(optimizer, LossChoices(loss), nil, choices, [], file, line)
  }

  private func setCompiled(
    _ optimizer: some OptimizerConvertible, _ loss: LossChoices, _ lossWeights: LossWeights?,
    _ metrics: MetricChoices, _ weightedMetrics: MetricChoices, _ file: StaticString, _ line: UInt
  ) {
    do {
      compiled = CompiledState(
        optimizer: try optimizer.makeOptimizer(), loss: loss, lossWeights: lossWeights, metrics: metrics,
        weightedMetrics: weightedMetrics)
      trainingStep = nil
    } catch {
      programmingError("compile: \(error)", file: file, line: line)
    }
  }

  /// The names under which logs show ``metrics``, as `evaluate` returns their values.
  public var metricsNames: [String] {
    compiled == nil ? [] : Evaluation(getMetricsResult(), names: metrics.map(\.name)).names
  }

  /// The mean of the loss, the first of ``metrics``; nil before
  /// ``compile(optimizer:loss:lossWeights:metrics:weightedMetrics:file:line:)-(_,Loss?,_,_,_,_,_)``.
  ///
  /// A ``trainStep(_:)`` of one's own tells it each loss.
  public var lossTracker: Mean? { compiled?.lossMean }

  /// What `compile` was given, under Keras's names; empty before.
  public func getCompileConfig() -> Config {
    guard let compiled else { return [:] }
    return [
      "optimizer": compiled.optimizer.serialized, "loss": compiled.loss.serialized,
      "loss_weights": compiled.lossWeights?.serialized ?? .null,
      "metrics": compiled.metricChoices.serialized,
      "weighted_metrics": compiled.weightedMetricChoices.serialized, "run_eagerly": false,
      "steps_per_execution": 1,
      "jit_compile": true,
    ]
  }

  /// Compiles with the arguments that ``getCompileConfig()`` gives, or Keras writes into model files.
  ///
  /// - Throws: `HornError` for unknown names and for arguments that Horn cannot honour; then nothing is changed.
  public func compile(config: Config) throws {
    let reader = ConfigReader(config, owner: "compile")
    // How Keras runs a step does not change its numbers.
    reader.ignore("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss")
    func read<T>(_ key: String, _ body: (ConfigValue?) throws -> T) throws -> T {
      let value = reader.value(key)
      return try ConfigPlace.at(key) { try body(value) }
    }
    let state = CompiledState(
      optimizer: try read("optimizer") { try Optimizer.fromConfig($0 ?? "rmsprop") },
      loss: try read("loss", LossChoices.init(config:)),
      lossWeights: try read("loss_weights", LossWeights.init(config:)),
      metrics: try read("metrics", MetricChoices.init(config:)),
      weightedMetrics: try read("weighted_metrics", MetricChoices.init(config:)))
    try reader.finish()
    compiled = state
    trainingStep = nil
  }

  /// Compiles as another model is, if it is, with an optimizer and metrics of its own.
  ///
  /// - Throws: `HornError` where these cannot be made from their configurations.
  func compile(as model: Model) throws {
    guard let given = model.compiled else { return }
    compiled = CompiledState(
      optimizer: try Optimizer.fromConfig(given.optimizer.serialized), loss: given.loss,
      lossWeights: given.lossWeights, metrics: try MetricChoices(config: given.metricChoices.serialized),
      weightedMetrics: try MetricChoices(config: given.weightedMetricChoices.serialized))
    trainingStep = nil
  }

  func compiledState(for what: String) throws -> CompiledState {
    guard let compiled else {
      throw HornError(
        .state, "\(what): model \"\(name)\" is not compiled; call compile(optimizer:loss:metrics:) first")
    }
    return compiled
  }
}
