import HornTensor

/// One step of training or testing, with what does not change between steps looked up once.
final class TrainStep {
  private let model: Model
  private let state: CompiledState
  private let variables: [Variable]
  private let regularized: [Variable]
  private let layers: [Layer]

  init(_ model: Model, _ state: CompiledState) {
    self.model = model
    self.state = state
    variables = model.trainableWeights
    regularized = variables.filter { $0.regularizer != nil }
    layers = model.flattenedLayers
  }

  /// Changes the weights by one batch, and takes it into the metrics; returns its loss.
  @discardableResult
  func train(_ batch: Samples) throws -> Float {
    forgetLosses()
    var predictions: [Tensor] = []
    var value: Float = 0
    let (_, gradients) = try valueAndGradients(withRespectTo: variables) {
      predictions = try predict(batch, training: true)
      let loss = try totalLoss(batch, predictions)
      predictions = predictions.map(\.detached)
      value = loss.item
      return state.optimizer.scaleLoss(loss)
    }
    forgetLosses()
    try state.optimizer.apply(gradients, to: variables)
    try state.update(loss: value, batch, predictions: predictions)
    return value
  }

  /// Takes one batch into the loss and the metrics; returns its loss.
  @discardableResult
  func test(_ batch: Samples) throws -> Float {
    forgetLosses()
    let predictions = try predict(batch, training: false)
    let value = try totalLoss(batch, predictions).item
    forgetLosses()
    try state.update(loss: value, batch, predictions: predictions)
    return value
  }

  private func predict(_ batch: Samples, training: Bool) throws -> [Tensor] {
    if batch.x.count == 1 { return [try model(batch.x[0], training: training)] }
    return try model(batch.x, training: training)
  }

  private func totalLoss(_ batch: Samples, _ predictions: [Tensor]) throws -> Tensor {
    var total: Tensor?
    if let loss = state.loss {
      guard let target = batch.y.first, let output = predictions.first else {
        throw HornError(.state, "model \"\(model.name)\" has a loss, but no targets y were given")
      }
      let value = try loss(target, output, sampleWeight: batch.sampleWeight)
      guard value.elementCount == 1 else {
        throw HornError(
          .shape,
          "the loss \(loss.name) gives the shape \(value.shape), because its reduction is \(loss.reduction); training "
            + "needs one number: take another reduction")
      }
      total = value
    }
    for layer in layers {
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
}
