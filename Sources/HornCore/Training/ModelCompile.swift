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
  ///   - loss: what is made small; nil where the layers add all losses themselves.
  ///   - metrics: what else is measured; they leave sample weights out of account.
  ///   - weightedMetrics: as metrics, with the sample weights.
  public func compile(
    optimizer: some OptimizerConvertible = Optimizer.rmsprop, loss: Loss? = nil, metrics: [MetricChoice] = [],
    weightedMetrics: [MetricChoice] = [], file: StaticString = #fileID, line: UInt = #line
  ) {
    do {
      compiled = CompiledState(
        optimizer: try optimizer.makeOptimizer(), loss: loss, metrics: metrics,
        weightedMetrics: weightedMetrics)
    } catch {
      programmingError("compile: \(error)", file: file, line: line)
    }
  }

  /// As the form with choices, for metrics that are instances.
  @_disfavoredOverload
  public func compile(
    optimizer: some OptimizerConvertible = Optimizer.rmsprop, loss: Loss? = nil, metrics: [Metric],
    file: StaticString = #fileID, line: UInt = #line
  ) {
    compile(
      optimizer: optimizer, loss: loss, metrics: metrics.map { MetricChoice($0) }, file: file, line: line)
  }

  /// The metrics that `compile` was given, without the loss; empty before the first batch, which shows what
  /// `.accuracy` means.
  public var metrics: [Metric] { compiled.map { $0.metrics + $0.weightedMetrics } ?? [] }

  /// "loss" and the names of ``metrics``, as `evaluate` returns their values.
  public var metricsNames: [String] { compiled?.names ?? [] }

  /// Forgets the batches that the loss and the metrics were gathered from.
  public func resetMetrics() { compiled?.resetMetrics() }

  /// What ``compile(optimizer:loss:metrics:weightedMetrics:file:line:)`` was given, under Keras's names; empty before.
  public func getCompileConfig() -> Config {
    guard let compiled else { return [:] }
    func list(_ choices: [MetricChoice]) -> ConfigValue {
      choices.isEmpty ? .null : .array(choices.map(\.serialized))
    }
    return [
      "optimizer": compiled.optimizer.serialized, "loss": compiled.loss?.serialized ?? .null,
      "loss_weights": nil, "metrics": list(compiled.metricChoices),
      "weighted_metrics": list(compiled.weightedMetricChoices), "run_eagerly": false,
      "steps_per_execution": 1,
      "jit_compile": true,
    ]
  }

  /// Compiles with the arguments that ``getCompileConfig()`` gives, or Keras writes into model files.
  ///
  /// - Throws: `HornError` for unknown names and for arguments that Horn cannot honour.
  public func compile(config: Config) throws {
    let reader = ConfigReader(config, owner: "compile")
    func choices(_ key: String) throws -> [MetricChoice] {
      switch reader.value(key) {
      case nil: return []
      case .array(let list)?: return try list.map(MetricChoice.init(config:))
      case let single?: return [try MetricChoice(config: single)]
      }
    }
    // How Keras runs a step does not change its numbers.
    reader.ignore("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss")
    try reader.refuse("loss_weights")
    let optimizer = try Optimizer.fromConfig(reader.value("optimizer") ?? "rmsprop")
    compiled = CompiledState(
      optimizer: optimizer, loss: try reader.value("loss").map(Loss.init(config:)),
      metrics: try choices("metrics"), weightedMetrics: try choices("weighted_metrics"))
    try reader.finish()
  }

  func compiledState(for what: String) throws -> CompiledState {
    guard let compiled else {
      throw HornError(
        .state, "\(what): model \"\(name)\" is not compiled; call compile(optimizer:loss:metrics:) first")
    }
    return compiled
  }
}
