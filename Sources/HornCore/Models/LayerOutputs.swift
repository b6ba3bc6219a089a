import HornTensor

extension Model {
  /// What the model gives for some inputs, and what each of its layers gives on the way, in the order of the calls.
  ///
  /// States that layers keep between batches are as they were afterwards; the pass itself begins without them. A model of
  /// a class of one's own tells the outputs only.
  package func layerOutputs(for inputs: [Tensor]) throws -> (
    layers: [(name: String, outputs: [Tensor])], outputs: [Tensor]
  ) {
    let recurrent = flattenedLayers.compactMap { $0 as? RNN }.filter(\.stateful)
    let states = recurrent.map(\.states)
    for layer in recurrent { layer.forgetState() }
    defer {
      for (layer, states) in zip(recurrent, states) {
        if let states { try? layer.resetStates(states) } else { layer.forgetState() }
      }
    }
    var found: [(name: String, outputs: [Tensor])] = []
    if let graph {
      let outputs = try graph.run(inputs, training: false, masks: [], owner: name) { layer, outputs in
        if !(layer is OperationLayer) { found.append((layer.name, outputs.map(\.detached))) }
      }
      return (found, outputs.map(\.detached))
    }
    if self is Sequential, inputs.count == 1 {
      var x = fitting(inputs[0])
      for layer in sublayers {
        x = try layer(x, training: false)
        if !(layer is InputLayer) { found.append((layer.name, [x.detached])) }
      }
      return (found, [x.detached])
    }
    return ([], try predictStep(TrainingBatch(inputs: inputs)).map(\.detached))
  }
}
