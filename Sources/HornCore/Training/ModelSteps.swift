import HornKernels
import HornTensor

/// What the overridable methods of ``Model`` do by themselves.
extension Model {
  func defaultTrainStep(_ batch: TrainingBatch) throws -> Logs {
    let step = try currentStep(for: "trainStep", batch.inputs)
    let (_, predictions) = try step.trainPlainly(batch)
    return try metrics(of: batch, predictions)
  }

  func defaultTestStep(_ batch: TrainingBatch) throws -> Logs {
    let step = try currentStep(for: "testStep", batch.inputs)
    let (_, predictions) = try step.testPlainly(batch)
    return try metrics(of: batch, predictions)
  }

  private func metrics(of batch: TrainingBatch, _ predictions: [Tensor]) throws -> Logs {
    try computeMetrics(
      x: batch.inputs, y: batch.targets, yPred: predictions, sampleWeight: batch.sampleWeights)
  }

  func defaultComputeLoss(y: [Tensor], yPred: [Tensor], sampleWeight: [Tensor?]) throws -> Tensor {
    try currentStep(for: "computeLoss").compiledLoss(y, yPred, sampleWeight)
  }

  func defaultComputeMetrics(y: [Tensor], yPred: [Tensor], sampleWeight: [Tensor?]) throws -> Logs {
    try compiledState(for: "computeMetrics").updateMetrics(y, yPred.map(\.detached), sampleWeight, self)
    return getMetricsResult()
  }

  var defaultMetrics: [Metric] { (compiled?.metrics ?? []) + ownMetrics }

  private var ownMetrics: [Metric] {
    if let trainingStep {
      trainingStep.refresh()
      return trainingStep.ownMetrics
    }
    return findOwnMetrics(flattenedLayers)
  }

  /// The metrics in stored properties and those that calls added, of the model and of its layers; models inside keep
  /// theirs to themselves, as in Keras.
  func findOwnMetrics(_ layers: [Layer]) -> [Metric] {
    var found: [Metric] = []
    for layer in layers where layer === self || !(layer is Model) {
      found += StoredObjects.metrics(of: layer) + layer.addedMetrics
    }
    var seen: Set<ObjectIdentifier> = []
    return found.filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  /// The values of ``metrics`` under the names that logs give them.
  public func getMetricsResult() -> Logs {
    var logs: Logs = [:]
    for metric in metrics {
      let name = compiled?.named.first { $0.metric === metric }?.name ?? metric.name
      var unique = name
      var number = 0
      while logs[unique] != nil {
        number += 1
        unique = "\(name)_\(number)"
      }
      logs[unique] = metric.result()
    }
    return logs
  }

  /// What steps look up: kept from the last one where nothing has changed since.
  func currentStep(for what: String, _ inputs: [Tensor] = []) throws -> TrainStep {
    if let trainingStep, trainingStep.isRunning { return trainingStep }
    let state = try compiledState(for: what)
    if !inputs.isEmpty { try ensureReady(inputs) }
    if let trainingStep, trainingStep.state === state, trainingStep.isCurrent() { return trainingStep }
    let step = TrainStep(self, state)
    trainingStep = step
    return step
  }

  /// Makes the weights, unless this was done and no layer has changed since.
  func ensureReady(_ inputs: [Tensor]) throws {
    guard readySerial != horn_layers_serial() else { return }
    try ensureBuilt(batchOf: inputs)
    readySerial = horn_layers_serial()
  }

  /// Makes the weights for several inputs like these.
  func ensureBuilt(batchOf inputs: [Tensor]) throws {
    if inputs.count == 1 { return try ensureBuilt(batchOf: inputs[0]) }
    if !built { try ensureBuilt(inputShapes: inputs.map { [nil] + $0.shape.dropFirst().map(Optional.some) }) }
    guard flattenedLayers.contains(where: { !$0.built }) else { return }
    try callWithoutTrace(on: inputs.map { TrainingBatch.rows($0, from: 0, count: 1, order: nil) })
    setPaths(prefix: name)
  }
}
