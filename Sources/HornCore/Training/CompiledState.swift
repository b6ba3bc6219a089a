import HornTensor

/// What `compile` was given and what training keeps between batches.
final class CompiledState {
  let optimizer: Optimizer
  let loss: Loss?
  private let choices: [MetricChoice]
  private let weightedChoices: [MetricChoice]
  private(set) var metrics: [Metric] = []
  private(set) var weightedMetrics: [Metric] = []
  private var resolved = false
  private var lossSum = 0.0
  private var sampleCount = 0.0

  init(optimizer: Optimizer, loss: Loss?, metrics: [MetricChoice], weightedMetrics: [MetricChoice]) {
    self.optimizer = optimizer
    self.loss = loss
    choices = metrics
    weightedChoices = weightedMetrics
  }

  /// The mean loss of the samples since the last reset.
  var meanLoss: Float { sampleCount > 0 ? Float(lossSum / sampleCount) : 0 }

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
    guard !choices.isEmpty || !weightedChoices.isEmpty, let target = batch.y.first,
      let output = predictions.first
    else { return }
    if !resolved { try resolve(target, output) }
    for metric in metrics { try metric.updateState(target, output, sampleWeight: nil) }
    for metric in weightedMetrics { try metric.updateState(target, output, sampleWeight: batch.sampleWeight) }
  }

  private func resolve(_ target: Tensor, _ output: Tensor) throws {
    metrics = try choices.map { try $0.makeMetric(yTrueShape: target.shape, yPredShape: output.shape) }
    weightedMetrics = try weightedChoices.map {
      try $0.makeMetric(yTrueShape: target.shape, yPredShape: output.shape)
    }
    resolved = true
  }

  /// The loss and the metrics, in the order of `compile`.
  var results: Evaluation {
    let all = metrics + weightedMetrics
    return Evaluation(names: ["loss"] + all.map(\.name), values: [meanLoss] + all.map { $0.result() })
  }
}
