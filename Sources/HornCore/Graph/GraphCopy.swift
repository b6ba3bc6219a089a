import HornTensor

/// Repeats calls from other inputs on: with intermediate tensors as the inputs of a model, say.
struct GraphCopy {
  private let inputForm: SymbolicForm
  private var replaced: [SymbolicKey: SymbolicTensor] = [:]

  /// New inputs in the place of these tensors.
  init(from inputs: SymbolicForm) throws {
    var fresh: [SymbolicTensor] = []
    for tensor in inputs.tensors {
      if tensor.node.isInput {
        fresh.append(tensor)
      } else {
        fresh.append(InputLayer(dtype: tensor.dtype, batchShape: tensor.shape).symbol)
      }
    }
    inputForm = inputs.replacing(fresh)
    for (old, new) in zip(inputs.tensors, fresh) { replaced[old.key] = new }
  }

  /// The new inputs, and the outputs computed from them by the same layers.
  func copied(_ outputs: SymbolicForm) throws -> (inputs: SymbolicForm, outputs: SymbolicForm) {
    var known = replaced
    let order = GraphOrder(inputs: inputForm.tensors, outputs: outputs.tensors)
    var wanted = Set(outputs.tensors.map(\.key)).subtracting(known.keys)
    let nodes = order.nodesByDepth.flatMap(\.self)
    // Only calls that lie behind the new inputs are repeated.
    for node in nodes.reversed() where node.outputs.contains(where: { wanted.contains($0.key) }) {
      for tensor in node.inputs + (node.masks?.compactMap(\.self) ?? []) where known[tensor.key] == nil {
        wanted.insert(tensor.key)
      }
    }
    for node in nodes where node.outputs.contains(where: { wanted.contains($0.key) && known[$0.key] == nil })
    {
      if node.isInput {
        known[node.outputs[0].key] = node.outputs[0]
        continue
      }
      let results = try node.layer.connected(
        to: node.inputs.map { known[$0.key] ?? $0 },
        masks: node.masks.map { $0.map { mask in mask.map { known[$0.key] ?? $0 } } },
        arguments: node.arguments)
      for (old, new) in zip(node.outputs, results) where known[old.key] == nil { known[old.key] = new }
    }
    return (inputForm, outputs.replacing(outputs.tensors.map { known[$0.key] ?? $0 }))
  }
}
