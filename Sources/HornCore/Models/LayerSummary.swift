import HornTensor

/// What a summary says of a layer.
package struct LayerSummary {
  package let name: String
  package let className: String
  /// The shapes that it gave when it was called last; nil where they are not known.
  package let outputShapes: [[Int?]]?
  package let isBuilt: Bool
  package let hasWeights: Bool
  package let parameterCount: Int
  package let trainable: Bool
  /// The tensors that it is called with: layer, call and output, as `dense[0][0]`.
  package let connections: [String]
  /// The layers inside, where they are asked for.
  package let layers: [LayerSummary]

  fileprivate init(
    _ layer: Layer, expandNested: Bool, among nodes: Set<ObjectIdentifier>
  ) {
    name = layer.name
    className = layer.className
    outputShapes = layer.liveCalls.last?.outputShapes ?? layer.summarizedOutputShape.map { [$0] }
    isBuilt = layer.built || layer.isBuiltFromStart
    hasWeights = !layer.weights.isEmpty
    parameterCount = layer.countParams()
    trainable = layer.trainable
    connections = layer.liveCalls.filter { nodes.contains(ObjectIdentifier($0)) }.flatMap(\.dependencies)
      .map { tensor in
        let call = tensor.node.layer.liveCalls.firstIndex { $0 === tensor.node } ?? 0
        return "\(tensor.name)[\(call)][\(tensor.index)]"
      }
    layers = ((expandNested ? layer as? Model : nil)?.layers ?? []).map {
      LayerSummary($0, expandNested: expandNested, among: nodes)
    }
  }

  var shapeText: String {
    guard let outputShapes else { return "?" }
    let texts = outputShapes.map(formatShape)
    return texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
  }
}

extension Model {
  /// What a summary says of the layers, operations between them included.
  package func layerSummaries(expandNested: Bool) -> [LayerSummary] {
    let nodes = Set(graph?.nodes.map(ObjectIdentifier.init) ?? [])
    return (graph?.operations ?? layers).map {
      LayerSummary($0, expandNested: expandNested, among: nodes)
    }
  }
}
