import HornKernels
import HornTensor

/// One step of training or testing, with what does not change between steps looked up once.
final class TrainStep {
  private unowned let model: Model
  let state: CompiledState
  /// Whether all of the step is Horn's own: the model's class has not been written by the user.
  private let isPlain: Bool
  private let takesOneInput: Bool
  private(set) var variables: [Variable] = []
  private var regularized: [Variable] = []
  private var layers: [Layer] = []
  /// Metrics that the model and its layers hold or add.
  private(set) var ownMetrics: [Metric] = []
  private var directLayers: [Layer] = []
  private var serial: UInt64 = 0
  /// What the last step of a class of the user's gave.
  private var stepLogs: Logs?
  /// Whether a step is under way.
  private(set) var isRunning = false

  init(_ model: Model, _ state: CompiledState) {
    self.model = model
    self.state = state
    let type = type(of: model)
    isPlain = type == Model.self || LayerRegistry.isBuiltIn(type)
    takesOneInput = type == Sequential.self
    lookUp()
  }

  private func lookUp() {
    serial = horn_layers_serial()
    variables = model.trainableWeights
    regularized = variables.filter { $0.regularizer != nil }
    layers = model.flattenedLayers
    ownMetrics = model.findOwnMetrics(layers)
    directLayers = isPlain ? [] : model.sublayers
  }

  /// Whether nothing has changed that was looked up. Layers that the model's own properties hold are looked at, because
  /// a layer may have been put into one.
  func isCurrent() -> Bool {
    guard serial == horn_layers_serial() else { return false }
    guard !isPlain else { return true }
    return model.sublayers.elementsEqual(directLayers) { $0 === $1 }
  }

  /// Looks things up again where layers, weights or what is trainable have changed, as callbacks may do.
  func refresh() {
    if serial != horn_layers_serial() { lookUp() }
  }

  /// Forgets the batches and steps before.
  func reset() {
    stepLogs = nil
    model.resetMetrics()
  }

  // MARK: - Steps

  /// Changes the weights by one batch, and takes it into the metrics; returns the loss.
  @discardableResult
  func train(_ batch: TrainingBatch) throws -> Float {
    refresh()
    guard !isPlain else { return try trainPlainly(batch).loss }
    return try run { try model.trainStep(batch) }
  }

  /// Takes one batch into the loss and the metrics; returns its loss.
  @discardableResult
  func test(_ batch: TrainingBatch) throws -> Float {
    refresh()
    guard !isPlain else { return try testPlainly(batch).loss }
    return try run { try model.testStep(batch) }
  }

  /// Runs a step that the user may have written.
  private func run(_ body: () throws -> Logs) throws -> Float {
    forgetLosses()
    isRunning = true
    defer { isRunning = false }
    let logs = try body()
    stepLogs = logs
    forgetLosses()
    return logs["loss"] ?? 0
  }

  /// Keras's training step, without the logs.
  func trainPlainly(_ batch: TrainingBatch) throws -> (loss: Float, predictions: [Tensor]) {
    forgetLosses()
    var predictions: [Tensor] = []
    var value: Float = 0
    let (_, gradients) = try valueAndGradients(withRespectTo: variables) {
      predictions = try call(batch.inputs, training: true)
      let loss = try totalLoss(batch, predictions, training: true)
      predictions = predictions.map(\.detached)
      value = loss.item
      return state.optimizer.scaleLoss(loss)
    }
    forgetLosses()
    state.track(loss: value, count: batch.count)
    try state.optimizer.apply(gradients, to: variables)
    if isPlain { try updateMetrics(batch, predictions) }
    return (value, predictions)
  }

  /// Keras's test step, without the logs.
  func testPlainly(_ batch: TrainingBatch) throws -> (loss: Float, predictions: [Tensor]) {
    forgetLosses()
    let predictions = try call(batch.inputs, training: false)
    let value = try totalLoss(batch, predictions, training: false).item
    forgetLosses()
    state.track(loss: value, count: batch.count)
    if isPlain { try updateMetrics(batch, predictions) }
    return (value, predictions)
  }

  private func updateMetrics(_ batch: TrainingBatch, _ predictions: [Tensor]) throws {
    try state.updateMetrics(batch.targets, predictions, batch.sampleWeights, model)
  }

  private func call(_ inputs: [Tensor], training: Bool) throws -> [Tensor] {
    if takesOneInput, inputs.count == 1 {
      let output: Tensor = try model(inputs[0], training: training)
      return [output]
    }
    return try model(inputs, training: training)
  }

  private func totalLoss(_ batch: TrainingBatch, _ predictions: [Tensor], training: Bool) throws -> Tensor {
    guard isPlain else {
      return try model.computeLoss(
        x: batch.inputs, y: batch.targets, yPred: predictions, sampleWeight: batch.sampleWeights,
        training: training)
    }
    return try compiledLoss(batch.targets, predictions, batch.sampleWeights)
  }

  /// The losses of the outputs, what layers added in the last call, and the penalties on weights.
  func compiledLoss(_ y: [Tensor], _ yPred: [Tensor], _ sampleWeights: [Tensor?]) throws -> Tensor {
    var total = try state.loss(y, yPred, sampleWeights, model)
    let last = layers.reduce(0) { max($0, $1.lossSerial) }
    for layer in layers where layer.lossSerial == last {
      for loss in layer.addedLosses { total = total.map { $0 + loss } ?? loss }
    }
    for variable in regularized {
      guard let penalty = variable.regularizer?(variable.value) else { continue }
      total = total.map { $0 + penalty } ?? penalty
    }
    guard let total else {
      throw HornError(
        .state, "model \"\(model.name)\" has no loss: compile it with one, or let a layer add one")
    }
    return total
  }

  private func forgetLosses() {
    for layer in layers where !layer.addedLosses.isEmpty { layer.addedLosses.removeAll() }
  }

  // MARK: - Results

  /// The loss and the metrics by name since the last reset; what the last step gave, where the user wrote it.
  var logs: Logs {
    refresh()
    return stepLogs ?? model.getMetricsResult()
  }

  /// The same in alphabetical order, in which Keras shows them.
  var shown: [(String, Float)] { logs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

  /// The same in the order of `evaluate`.
  var evaluation: Evaluation { Evaluation(logs, names: model.metrics.map(\.name)) }
}
