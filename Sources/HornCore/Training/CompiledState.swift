import HornTensor

/// What `compile` was given and what training keeps between batches.
final class CompiledState {
  let optimizer: Optimizer
  let loss: Loss?
  let metricChoices: [MetricChoice]
  let weightedMetricChoices: [MetricChoice]
  private(set) var metrics: [Metric] = []
  private(set) var weightedMetrics: [Metric] = []
  /// "loss" and the metrics' names in the order of `compile`; a name that is there twice gets a number.
  private(set) var names = ["loss"]
  /// The places of the names in alphabetical order, in which Keras shows them.
  private(set) var alphabetical = [0]
  private var resolved = false
  private var lossSum = 0.0
  private var sampleCount = 0.0

  init(optimizer: Optimizer, loss: Loss?, metrics: [MetricChoice], weightedMetrics: [MetricChoice]) {
    self.optimizer = optimizer
    self.loss = loss
    metricChoices = metrics
    weightedMetricChoices = weightedMetrics
  }

  /// The mean loss of the samples since the last reset.
  private var meanLoss: Float { sampleCount > 0 ? Float(lossSum / sampleCount) : 0 }

  func resetMetrics() {
    lossSum = 0
    sampleCount = 0
    for metric in metrics { metric.resetState() }
    for metric in weightedMetrics { metric.resetState() }
  }

  /// Takes a batch into the mean loss and the metrics.
  func update(loss: Float, _ batch: Samples, predictions: [Tensor]) throws {
    lossSum += Double(loss) * Double(batch.count)
    sampleCount += Double(batch.count)
    guard !metricChoices.isEmpty || !weightedMetricChoices.isEmpty, let output = predictions.first else {
      return
    }
    guard let target = batch.y.first else {
      throw HornError(.state, "the model is compiled with metrics, but no targets y were given")
    }
    if !resolved { try resolve(target, output) }
    for metric in metrics { try metric.updateState(target, output, sampleWeight: nil) }
    for metric in weightedMetrics { try metric.updateState(target, output, sampleWeight: batch.sampleWeight) }
  }

  /// Makes the metrics, now that the shapes of targets and outputs are known.
  private func resolve(_ target: Tensor, _ output: Tensor) throws {
    let make: (MetricChoice) throws -> Metric = {
      try $0.makeMetric(yTrueShape: target.shape, yPredShape: output.shape)
    }
    metrics = try metricChoices.map(make)
    weightedMetrics = try weightedMetricChoices.map(make)
    var used: [String: Int] = [:]
    var found = ["loss"]
    for (index, metric) in (metrics + weightedMetrics).enumerated() {
      var name = metric.name
      if used[name] != nil, index >= metrics.count { name = "weighted_\(name)" }
      let count = used[name, default: 0]
      used[name] = count + 1
      found.append(count == 0 ? name : "\(name)_\(count)")
    }
    names = found
    alphabetical = found.indices.sorted { found[$0] < found[$1] }
    resolved = true
  }

  /// The loss and the metrics, in the order of `compile`.
  var results: Evaluation {
    Evaluation(names: names, values: [meanLoss] + (metrics + weightedMetrics).map { $0.result() })
  }

  /// The loss and the metrics by name, for the progress bar.
  var shownResults: [(String, Float)] {
    let values = results.values
    return alphabetical.map { (names[$0], values[$0]) }
  }
}
