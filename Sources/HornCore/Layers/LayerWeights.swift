import HornTensor

extension Layer {
  /// Makes a weight of this layer.
  ///
  /// - Throws: `HornError` where the shape is not a sensible one, so that a file cannot ask for the impossible.
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
      try initializer.values(Shape(shape), dtype: dtype), name: name, trainable: trainable,
      regularizer: regularizer,
      constraint: constraint)
    variable.path = "\(self.name)/\(name)"
    ownWeights.append(variable)
    return variable
  }

  /// All weights, in Keras's order: the trainable ones first, then the others.
  public var weights: [Variable] {
    let all = allWeights
    return all.filter(\.trainable) + all.filter { !$0.trainable }
  }

  /// The weights of this layer and of the layers inside, in the order in which they were made.
  var allWeights: [Variable] { ownWeights + sublayers.flatMap(\.allWeights) }

  /// The weights that training changes.
  public var trainableWeights: [Variable] {
    guard trainable else { return [] }
    return ownWeights.filter(\.trainable) + sublayers.flatMap(\.trainableWeights)
  }

  /// The weights that training leaves alone.
  public var nonTrainableWeights: [Variable] {
    let changing = Set(trainableWeights.map(ObjectIdentifier.init))
    return allWeights.filter { !changing.contains(ObjectIdentifier($0)) }
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

  /// Number of elements in all weights.
  public func countParams() -> Int { allWeights.reduce(0) { $0 + $1.shape.elementCount } }

  /// Adds a scalar to the loss of this step; it is called inside ``call(_:training:mask:)``.
  public func addLoss(_ loss: Tensor) { addedLosses.append(loss) }

  /// What is added to the loss: the penalties on the weights and what ``addLoss(_:)`` got in the last call.
  public var losses: [Tensor] { collectedLosses() + regularizationLosses() }

  func collectedLosses() -> [Tensor] { addedLosses + sublayers.flatMap { $0.collectedLosses() } }

  func regularizationLosses() -> [Tensor] {
    trainableWeights.compactMap { variable in variable.regularizer.map { $0(variable.value) } }
  }

  func clearLosses() {
    addedLosses.removeAll()
    for layer in sublayers { layer.clearLosses() }
  }

  /// Gives every weight the path of where it stands.
  func setPaths(prefix: String) {
    for variable in ownWeights { variable.path = "\(prefix)/\(variable.name)" }
    for layer in sublayers { layer.setPaths(prefix: "\(prefix)/\(layer.name)") }
  }
}
