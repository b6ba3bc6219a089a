import HornCore

/// The state of optimizers as Keras 2 kept it: the steps, then arrays that are those of Keras 3 in another order.
enum LegacyOptimizer {
  /// Sets the state from the file's arrays.
  ///
  /// - Returns: whether it could be: the optimizer is one whose state is the same in Keras 3, and all shapes fit.
  static func set(_ optimizer: Optimizer, of model: Model, names: [String], values: [Tensor]) throws -> Bool {
    guard let first = names.first, values.count == names.count, values[0].rank == 0 else { return false }
    if !optimizer.built { try optimizer.build(model.trainableVariables) }
    let count = optimizer.trainableVariables.count
    let targets: [Variable]
    var ignored = 0
    switch first.split(separator: "/").last?.split(separator: ":").first {
    case "iter", "iterations":
      // Until Keras 2.10: kind by kind.
      guard sameState.contains(optimizer.className) else { return false }
      targets = optimizer.slotVariables.flatMap(\.self)
      let spare = values.dropFirst(1 + targets.count)
      // Keras without TensorFlow had moments without a momentum, and a 0 for each largest velocity that amsgrad lacks.
      let isSpare = optimizer.slotVariables.isEmpty || spare.allSatisfy { $0.elementCount == 1 }
      ignored = spare.count == count && isSpare ? count : 0
    case "iteration":
      // From Keras 2.11 on: as Keras 3, which keeps the learning rate too.
      targets = Array(optimizer.variables.dropFirst(optimizer.learningRateSchedule == nil ? 2 : 1))
      ignored = targets.isEmpty && optimizer is SGD && values.count == 1 + count ? count : 0
    default: return false
    }
    guard values.count == 1 + targets.count + ignored,
      zip(targets, values.dropFirst()).allSatisfy({ $0.shape == $1.shape })
    else { return false }
    let plan = try zip([optimizer.variables[0]] + targets, values).map { variable, value in
      (variable, try KerasWeights.fitting(value, variable, "optimizer_weights"))
    }
    for (variable, value) in plan { variable.assign(value) }
    return true
  }

  private static let sameState: Set = ["SGD", "RMSprop", "Adam", "Adagrad", "Adadelta", "Adamax"]
}
