import HornTensor

/// What a plot of a model shows: a box for each layer, and where the data go.
struct ModelDiagram {
  enum Content {
    case box(DiagramBox)
    /// A nested model whose layers are shown.
    case nested(ModelDiagram)
  }

  /// The way from a box to another. Each end is the place of a box here, or of a nested model and then the place in it.
  struct Edge: Hashable {
    let from: [Int]
    let to: [Int]
  }

  let name: String
  private(set) var contents: [Content] = []
  private(set) var edges: [Edge] = []
  /// Where each layer is.
  private var places: [ObjectIdentifier: Int] = [:]

  /// - Throws: `HornError` where the model is not built.
  init(_ model: Model, _ options: PlotOptions) throws {
    guard model.built else {
      throw HornError(
        .state,
        "plot: model \"\(model.name)\" is not built, so nothing is known of its layers; build it or call it on a batch"
      )
    }
    self.init(model, options: options)
  }

  private init(_ model: Model, options: PlotOptions) {
    name = model.name
    let layers = Self.shown(of: model)
    guard !layers.isEmpty else {
      contents = [.box(DiagramBox(model, calls: model.liveCalls, options))]
      return
    }
    let calls = model.graph.map { Set($0.nodes.map(ObjectIdentifier.init)) }
    for (place, layer) in layers.enumerated() {
      places[ObjectIdentifier(layer)] = place
      if options.expandNested, let inner = layer as? Model, !Self.shown(of: inner).isEmpty {
        contents.append(.nested(ModelDiagram(inner, options: options)))
      } else {
        let own = layer.liveCalls
        let shown = calls.map { calls in own.filter { calls.contains(ObjectIdentifier($0)) } }
        contents.append(.box(DiagramBox(layer, calls: shown ?? own.suffix(1), options)))
      }
    }
    var known: Set<Edge> = []
    func connect(_ from: [Int], _ to: [Int]) {
      let edge = Edge(from: from, to: to)
      if known.insert(edge).inserted { edges.append(edge) }
    }
    guard let graph = model.graph else {
      for (place, layer) in layers.enumerated().dropFirst() {
        connect(exit(of: layers[place - 1], 0), entry(of: layer, 0))
      }
      return
    }
    for call in graph.nodes where !call.isInput {
      for (index, tensor) in call.dependencies.enumerated() {
        connect(exit(of: tensor.node.layer, tensor.index), entry(of: call.layer, index))
      }
    }
  }

  /// The layers that have boxes; empty for a model of which nothing but its class is known.
  private static func shown(of model: Model) -> [Layer] {
    if let graph = model.graph { return graph.operations }
    return model is Sequential ? model.layers : []
  }

  /// The box that an output of a layer comes from.
  private func exit(of layer: Layer, _ output: Int) -> [Int] {
    guard let place = places[ObjectIdentifier(layer)] else { return [0] }
    guard case .nested(let inner) = contents[place], let model = layer as? Model else { return [place] }
    if let outputs = model.graph?.outputs {
      let tensor = outputs[min(output, outputs.count - 1)]
      return [place] + inner.exit(of: tensor.node.layer, tensor.index)
    }
    return [place] + (model.layers.last.map { inner.exit(of: $0, 0) } ?? [])
  }

  /// The box that an input of a layer goes to.
  private func entry(of layer: Layer, _ input: Int) -> [Int] {
    guard let place = places[ObjectIdentifier(layer)] else { return [0] }
    guard case .nested(let inner) = contents[place], let model = layer as? Model else { return [place] }
    if let inputs = model.graph?.inputs {
      return [place] + inner.entry(of: inputs[min(input, inputs.count - 1)].node.layer, 0)
    }
    return [place] + (model.layers.first.map { inner.entry(of: $0, 0) } ?? [])
  }
}
