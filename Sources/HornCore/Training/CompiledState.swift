import HornTensor

/// What `compile` was given and what training keeps between batches.
final class CompiledState {
  let optimizer: Optimizer
  let loss: LossChoices
  let lossWeights: LossWeights?
  let metricChoices: MetricChoices
  let weightedMetricChoices: MetricChoices
  /// The mean of the total loss.
  let lossMean = Mean(name: "loss")
  private(set) var outputs: [CompiledOutput] = []
  private var outputNames: [String] = []
  private var hasMetrics = false
  /// The metrics with the names under which they stand in logs, in Keras's order: of the outputs, then their losses.
  private(set) var named: [(name: String, metric: Metric)] = []

  init(
    optimizer: Optimizer, loss: LossChoices, lossWeights: LossWeights? = nil, metrics: MetricChoices = [],
    weightedMetrics: MetricChoices = []
  ) {
    self.optimizer = optimizer
    self.loss = loss
    self.lossWeights = lossWeights
    metricChoices = metrics
    weightedMetricChoices = weightedMetrics
  }

  /// All metrics, that of the total loss first.
  var metrics: [Metric] { [lossMean] + named.map(\.metric) }

  func resetMetrics() {
    lossMean.resetState()
    for (_, metric) in named { metric.resetState() }
  }

  /// Takes the total loss of a batch into its mean.
  func track(loss: Float, count: Int) { lossMean.updateState(Double(loss), sampleWeight: Double(count)) }

  /// The losses of the outputs, weighted and added up; nil where none has one.
  func loss(_ y: [Tensor], _ yPred: [Tensor], _ sampleWeights: [Tensor?], _ model: Model) throws -> Tensor? {
    try resolve(outputs: yPred.count, model)
    var total: Tensor?
    for index in outputs.indices {
      guard let loss = outputs[index].loss else { continue }
      guard let place = targetPlace(index, count: y.count) else {
        throw HornError(
          .state,
          y.isEmpty
            ? "model \"\(model.name)\" has a loss, but no targets y were given"
            : "model \"\(model.name)\" has \(yPred.count) outputs\(OutputNames.listed(outputNames)), but "
              + "\(y.count) targets y were given")
      }
      let weight = place < sampleWeights.count ? sampleWeights[place] : nil
      let value = try located(index) { try loss(y[place], yPred[index], sampleWeight: weight) }
      guard value.elementCount == 1 else {
        throw HornError(
          .shape,
          "the loss \(loss.name) gives the shape \(value.shape), because its reduction is \(loss.reduction); training "
            + "needs one number: take another reduction")
      }
      outputs[index].lossMean?
        .updateState(Double(value.item), sampleWeight: Double(yPred[index].shape.first ?? 1))
      let counted = outputs[index].weight == 1 ? value : value * outputs[index].weight
      total = total.map { $0 + counted } ?? counted
    }
    return total
  }

  /// Takes a batch into the outputs' metrics.
  func updateMetrics(_ y: [Tensor], _ yPred: [Tensor], _ sampleWeights: [Tensor?], _ model: Model) throws {
    guard !metricChoices.isEmpty || !weightedMetricChoices.isEmpty, !yPred.isEmpty else { return }
    try resolve(outputs: yPred.count, model)
    if !hasMetrics { try makeMetrics(y, yPred, model) }
    for (index, output) in outputs.enumerated() {
      guard !output.metrics.isEmpty || !output.weightedMetrics.isEmpty else { continue }
      guard let place = targetPlace(index, count: y.count) else { throw noTarget(index, model) }
      try located(index) {
        for metric in output.metrics { try metric.updateState(y[place], yPred[index], sampleWeight: nil) }
        guard !output.weightedMetrics.isEmpty else { return }
        let weight = place < sampleWeights.count ? sampleWeights[place] : nil
        for metric in output.weightedMetrics {
          try metric.updateState(y[place], yPred[index], sampleWeight: weight)
        }
      }
    }
  }

  private func noTarget(_ index: Int, _ model: Model) -> HornError {
    let name = index < outputNames.count ? " \"\(outputNames[index])\"" : outputs.count > 1 ? " \(index)" : ""
    return HornError(
      .state,
      "model \"\(model.name)\" is compiled with metrics, but no targets y were given"
        + (name.isEmpty ? "" : " for the output\(name)"))
  }

  /// Says of an error which of several outputs it is about.
  private func located<R>(_ index: Int, _ body: () throws -> R) throws -> R {
    guard outputs.count > 1 else { return try body() }
    do {
      return try body()
    } catch let error as HornError {
      let name = index < outputNames.count ? "\"\(outputNames[index])\"" : "\(index)"
      throw HornError(error.kind, "output \(name): \(error.message)")
    }
  }

  /// Where an output's target is in a list that has one for each output, or one for each output with a loss.
  private func targetPlace(_ output: Int, count: Int) -> Int? {
    if count == outputs.count { return output }
    guard outputs[output].loss != nil else { return nil }
    var place = 0
    var found = 0
    for (index, entry) in outputs.enumerated() where entry.loss != nil {
      if index < output { place += 1 }
      found += 1
    }
    return found == count ? place : nil
  }

  // MARK: - Once

  /// Gives each output its loss, now that their number is known.
  private func resolve(outputs count: Int, _ model: Model) throws {
    guard outputs.isEmpty else {
      guard outputs.count == count else {
        throw HornError(
          .shape,
          "model \"\(model.name)\" gave \(count) output(s), but \(outputs.count) before; compile it again")
      }
      return
    }
    let names = model.outputNames.count == count ? model.outputNames : []
    let losses = try loss.resolved(count: count, names: names, owner: model.name)
    let weights =
      try lossWeights?.resolved(count: count, names: names, owner: model.name)
      ?? Array(repeating: 1, count: count)
    outputNames = names
    var means: [(String, Metric)] = []
    let several = losses.count { $0 != nil } > 1
    outputs = losses.enumerated().map { index, loss in
      guard let loss, several else {
        return CompiledOutput(loss: loss, weight: weights[index], lossMean: nil)
      }
      let base = (index < names.count ? names[index] : loss.name) + "_loss"
      let known = means.count { $0.0 == base || $0.0.hasPrefix(base + "_") }
      let name = known == 0 ? base : "\(base)_\(known)"
      let mean = Mean(name: name)
      means.append((name, mean))
      return CompiledOutput(loss: loss, weight: weights[index], lossMean: mean)
    }
    named += means.map { (name: $0.0, metric: $0.1) }
  }

  /// Makes the metrics, now that the shapes of targets and outputs are known.
  private func makeMetrics(_ y: [Tensor], _ yPred: [Tensor], _ model: Model) throws {
    let (count, owner) = (outputs.count, model.name)
    let chosen = try metricChoices.resolved(count: count, names: outputNames, what: "metrics", owner: owner)
    let weighted = try weightedMetricChoices.resolved(
      count: count, names: outputNames, what: "weightedMetrics", owner: owner)
    func make(_ choices: [MetricChoice], _ index: Int) throws -> [Metric] {
      guard !choices.isEmpty else { return [] }
      guard let place = targetPlace(index, count: y.count) else { throw noTarget(index, model) }
      return try choices.map {
        try $0.makeMetric(
          yTrueShape: y[place].shape, yPredShape: yPred[index].shape, yPredDType: yPred[index].dtype)
      }
    }
    let made = try outputs.indices.map { (try make(chosen[$0], $0), try make(weighted[$0], $0)) }
    var used: [String: Int] = [:]
    var found: [(name: String, metric: Metric)] = []
    func add(_ metric: Metric, _ index: Int, weighted: Bool) {
      let prefix = count > 1 && index < outputNames.count ? outputNames[index] + "_" : ""
      var name = prefix + metric.name
      if weighted, used[name] != nil { name = "\(prefix)weighted_\(metric.name)" }
      let number = used[name, default: 0]
      used[name] = number + 1
      found.append((number == 0 ? name : "\(name)_\(number)", metric))
    }
    for (index, (metrics, weightedMetrics)) in made.enumerated() {
      outputs[index].metrics = metrics
      outputs[index].weightedMetrics = weightedMetrics
      for metric in metrics { add(metric, index, weighted: false) }
    }
    for (index, (_, weightedMetrics)) in made.enumerated() {
      for metric in weightedMetrics { add(metric, index, weighted: true) }
    }
    named = found + named
    hasMetrics = true
  }
}
