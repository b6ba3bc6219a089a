import HornTensor

/// A new model with the same layers, calls and arguments, and new weights.
///
///     let copy = try cloneModel(model)
///     try copy.setWeights(model.getWeights())
///
/// - Parameters:
///   - model: a ``Sequential`` or a model made from inputs and outputs.
///   - cloneFunction: makes the layer that stands in the place of a layer, once for one that is shared; inputs and
///     operations are new in any case. Default: a layer of the same name and configuration.
/// - Returns: a model that is compiled as the given one is, with an optimizer and metrics of its own.
/// - Throws: `HornError` where the model is of a class of one's own, a layer, the optimizer or a metric cannot be made from
///   its configuration, or a layer of `cloneFunction` does not fit.
public func cloneModel(
  _ model: Model, cloneFunction: (Layer) throws -> Layer = { try Layer.fromConfig($0.serialized) }
) throws -> Model {
  if let sequential = model as? Sequential {
    // Before there are layers, which keep what their configurations say.
    let copy = Sequential(trainable: sequential.trainable, name: sequential.name)
    for layer in sequential.sublayers {
      let fresh = layer is InputLayer ? try Layer.fromConfig(layer.serialized) : try cloneFunction(layer)
      try copy.append(fresh)
    }
    if let shape = sequential.inputShape, !copy.built { try copy.ensureBuilt(inputShape: shape) }
    try copy.compile(as: sequential)
    return copy
  }
  guard let graph = model.graph else {
    throw HornError(
      .configuration,
      "cloneModel: model \"\(model.name)\" (\(model.className)) is a class of its own with a call; make a new instance of it instead"
    )
  }
  var layers: [ObjectIdentifier: Layer] = [:]
  var known: [SymbolicKey: SymbolicTensor] = [:]
  for node in graph.nodes {
    let key = ObjectIdentifier(node.layer)
    if layers[key] == nil {
      let plain = node.isInput || node.layer is OperationLayer
      layers[key] = plain ? try Layer.fromConfig(node.layer.serialized) : try cloneFunction(node.layer)
    }
    guard let layer = layers[key] else { continue }
    if let entry = layer as? InputLayer {
      known[node.outputs[0].key] = entry.symbol
      continue
    }
    let results = try layer.connected(
      to: node.inputs.map { known[$0.key] ?? $0 },
      masks: node.masks.map { $0.map { mask in mask.map { known[$0.key] ?? $0 } } },
      notedMask: node.masks == nil ? node.firstMask.flatMap { known[$0.key] } : nil,
      arguments: node.arguments)
    guard results.count == node.outputs.count else {
      throw HornError(
        .shape,
        "cloneModel: the layer in the place of \"\(node.layer.name)\" has \(results.count) outputs, not \(node.outputs.count)"
      )
    }
    for (old, new) in zip(node.outputs, results) { known[old.key] = new }
  }
  func copied(_ form: SymbolicForm) -> SymbolicForm {
    form.replacing(form.tensors.map { known[$0.key] ?? $0 })
  }
  let copy = try Model(
    graph: FunctionalGraph(
      inputs: copied(graph.inputForm), outputs: copied(graph.outputForm), owner: model.name),
    name: model.name)
  try copy.compile(as: model)
  return copy
}
