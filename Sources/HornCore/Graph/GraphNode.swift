import HornTensor

/// One call of a layer in the description of a model.
final class GraphNode {
  let layer: Layer
  let inputs: [SymbolicTensor]
  /// The masks that were given in the call; nil where those of the inputs are taken.
  let masks: [SymbolicTensor?]?
  /// The mask that Keras wrote down for the call, which is the one that the input carries anyway.
  let notedMask: SymbolicTensor?
  /// What the call had besides tensors, under Keras's names.
  let arguments: Config
  let outputShapes: [[Int?]]
  let outputDTypes: [DType]
  fileprivate(set) var outputMasks: [SymbolicMask]

  init(
    layer: Layer, inputs: [SymbolicTensor], masks: [SymbolicTensor?]?,
    notedMask: SymbolicTensor? = nil, arguments: Config,
    outputShapes: [[Int?]], outputDTypes: [DType], outputMasks: [SymbolicMask]
  ) {
    self.layer = layer
    self.inputs = inputs
    self.masks = masks
    self.notedMask = notedMask
    self.arguments = arguments
    self.outputShapes = outputShapes
    self.outputDTypes = outputDTypes
    self.outputMasks = outputMasks
    layer.graphCalls.removeAll { $0.node == nil }
    layer.graphCalls.append(WeakNode(node: self))
  }

  /// For each output whether Keras has int64 for its int32; layers that make no integers pass them on.
  private(set) lazy var standForInt64 = outputDTypes.enumerated().map { index, dtype in
    guard dtype == .int32 else { return false }
    if let model = layer as? Model, model.outputs.indices.contains(index) {
      return model.outputs[index].standsForInt64
    }
    if layer is PreprocessingLayer || isInput { return layer.standsForInt64 }
    return inputs.contains(where: \.standsForInt64)
  }

  var isInput: Bool { layer is InputLayer }
  var outputs: [SymbolicTensor] { outputShapes.indices.map { SymbolicTensor(node: self, index: $0) } }

  /// The mask of the first input that Keras would write down: the given one, or the input's own.
  var firstMask: SymbolicTensor? {
    if let masks { return masks.first ?? nil }
    return notedMask ?? inputs.first?.mask.tensor
  }

  /// All tensors that the call depends on in Keras's graph, the masks that it would write down among them.
  var dependencies: [SymbolicTensor] {
    let given = masks?.compactMap(\.self) ?? []
    if !given.isEmpty { return inputs + given }
    guard recordsDefaults, layer.kerasCall.takesMask, let mask = firstMask else { return inputs }
    return inputs + [mask]
  }

  /// Whether Keras writes down the arguments that it filled in itself: only where the call had nothing but one tensor.
  var recordsDefaults: Bool {
    masks == nil && arguments.isEmpty && inputs.count == 1 && !(layer is OperationLayer)
  }
}

/// A call, as the layer remembers it: models hold the calls, calls hold the layers.
struct WeakNode {
  weak var node: GraphNode?
}
