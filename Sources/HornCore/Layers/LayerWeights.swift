import HornKernels
import HornTensor

extension Layer {
  /// Makes a weight of this layer, of the layer's type; it is called inside ``build(inputShape:)``.
  ///
  /// - Throws: `HornError` where a length is negative, where there would be more than 2³⁴ elements, or where the
  ///   initializer, the regularizer or the constraint does not fit the shape.
  @discardableResult
  public func addWeight(
    name: String, shape: [Int], initializer: Initializer = .glorotUniform, trainable: Bool = true,
    regularizer: Regularizer? = nil, constraint: Constraint? = nil
  ) throws -> Variable {
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow, product <= 1 << 34 else {
        throw HornError(
          .shape, "Layer \"\(self.name)\": the weight \(name) cannot have the shape \(Shape(shape))")
      }
      count = product
    }
    try regularizer?.check(Shape(shape))
    try constraint?.check(Shape(shape))
    let variable = Variable(
      try NewWeights.values(initializer, Shape(shape), dtype, "Layer \"\(self.name)\": the weight \(name)"),
      name: name, trainable: trainable,
      regularizer: regularizer,
      constraint: constraint)
    variable.path = "\(self.name)/\(name)"
    addedWeights.append(variable)
    // So that weights are not made twice where someone calls build(inputShape:) himself.
    built = true
    return variable
  }

  /// The weights of this layer itself, first those that were made trainable. Files go by that order, so it does not change
  /// where ``Variable/trainable`` is set later.
  var ownWeights: [Variable] {
    let known = Set(addedWeights.map(ObjectIdentifier.init))
    let all =
      addedWeights + StoredObjects.variables(of: self).filter { !known.contains(ObjectIdentifier($0)) }
    return all.filter(\.isMadeTrainable) + all.filter { !$0.isMadeTrainable }
  }

  /// This layer and all layers inside, each once, a layer before those that it holds.
  var flattenedLayers: [Layer] {
    var seen: Set<ObjectIdentifier> = []
    var found: [Layer] = []
    func visit(_ layer: Layer) {
      guard seen.insert(ObjectIdentifier(layer)).inserted else { return }
      found.append(layer)
      layer.sublayers.forEach(visit)
    }
    visit(self)
    return found
  }

  /// All weights, in Keras's order: of each layer first those that were made trainable, then those of the layers inside.
  public var weights: [Variable] { unique(flattenedLayers.flatMap(\.ownWeights)) }

  /// The weights that training changes, in the order of ``weights``.
  public var trainableWeights: [Variable] {
    var seen: Set<ObjectIdentifier> = []
    var found: [Variable] = []
    func visit(_ layer: Layer) {
      guard layer.trainable, seen.insert(ObjectIdentifier(layer)).inserted else { return }
      found += layer.ownWeights.filter(\.trainable)
      layer.sublayers.forEach(visit)
    }
    visit(self)
    return unique(found)
  }

  /// The weights that training leaves alone, in the order of ``weights``.
  public var nonTrainableWeights: [Variable] {
    let changing = Set(trainableWeights.map(ObjectIdentifier.init))
    return weights.filter { !changing.contains(ObjectIdentifier($0)) }
  }

  private func unique(_ variables: [Variable]) -> [Variable] {
    var seen: Set<ObjectIdentifier> = []
    return variables.filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  /// The values of the weights in Keras's order.
  public func getWeights() -> [Tensor] { weights.map { $0.value.detached } }

  /// Sets the weights from values in Keras's order.
  ///
  /// - Throws: `HornError` where number, shapes or types differ; then nothing is changed.
  public func setWeights(_ values: [Tensor]) throws {
    let targets = weights
    guard values.count == targets.count else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" has \(targets.count) weights, but \(values.count) were given"
          + (built ? "" : "; it is not built yet: call it or build it first"))
    }
    for (variable, value) in zip(targets, values) {
      guard variable.shape == value.shape, variable.dtype == value.dtype else {
        throw HornError(
          .shape,
          "Layer \"\(name)\": the weight \(variable.path) is \(variable.dtype) of shape \(variable.shape), but "
            + "\(value.dtype) of shape \(value.shape) was given")
      }
    }
    for (variable, value) in zip(targets, values) { variable.assign(value) }
  }

  /// Number of elements in all weights; 0 before the layer is built.
  public func countParams() -> Int { weights.reduce(0) { $0 + $1.shape.elementCount } }

  /// Adds to the loss of this step; it is called inside ``call(_:training:mask:)``.
  ///
  /// - Parameter loss: a scalar; the elements of any other tensor are summed up.
  public func addLoss(_ loss: Tensor) {
    let serial = horn_call_serial()
    if lossSerial != serial {
      addedLosses.removeAll()
      lossSerial = serial
    }
    let loss = loss.dtype == .float32 ? loss : cast(loss, .float32)
    addedLosses.append(loss.rank == 0 ? loss : sum(loss))
  }

  /// Measures a value as a mean over the steps of an epoch; it is called inside ``call(_:training:mask:)``.
  ///
  /// - Parameters:
  ///   - value: a scalar, or a tensor whose elements are averaged.
  ///   - name: how logs show it.
  public func addMetric(_ value: Tensor, name: String) throws {
    let known = addedMetrics.first { $0.name == name }
    let metric = known ?? Mean(name: name)
    if known == nil { addedMetrics.append(metric) }
    try metric.updateState(value.detached.with(mask: nil))
  }

  /// What is added to the loss: what ``addLoss(_:)`` got in the last call, and the penalties on the weights.
  public var losses: [Tensor] {
    let layers = flattenedLayers
    let serial = layers.map(\.lossSerial).max() ?? 0
    return layers.filter { $0.lossSerial == serial }.flatMap(\.addedLosses)
      + trainableWeights.compactMap { variable in variable.regularizer.map { $0(variable.value) } }
  }

  /// Gives every weight the path of where it stands.
  func setPaths(prefix: String) {
    var seen: Set<ObjectIdentifier> = []
    func visit(_ layer: Layer, _ path: String) {
      guard seen.insert(ObjectIdentifier(layer)).inserted else { return }
      for variable in layer.ownWeights { variable.path = "\(path)/\(variable.name)" }
      for inner in layer.sublayers { visit(inner, "\(path)/\(inner.name)") }
    }
    visit(self, prefix)
  }
}
