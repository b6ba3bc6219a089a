import HornTensor

extension Layer {
  /// The shape that the layer gave for the input it was built for, whatever the batch; nil where it is not known.
  var summarizedOutputShape: [Int?]? {
    guard let builtShape, !builtShape.isEmpty,
      let shape = try? computeOutputShape([[nil] + builtShape.dropFirst()]).first,
      LayerRegistry.isBuiltIn(Swift.type(of: self)) || !hasDefaultOutputShape
    else { return nil }
    return shape
  }
}

extension Model {
  /// Prints the layers, their output shapes and numbers of weights as a table, as Keras does.
  ///
  /// - Parameters:
  ///   - lineLength: columns of the table; nil for 76.
  ///   - expandNested: whether the layers inside of layers are shown too.
  ///   - showTrainable: whether a further column says what is trained.
  ///   - printFn: where the lines go; nil for standard output.
  public func summary(
    lineLength: Int? = nil, expandNested: Bool = false, showTrainable: Bool = false,
    printFn: ((String) -> Void)? = nil
  ) {
    var columns: [(title: String, alignment: SummaryTable.Alignment)] = [
      ("Layer (type)", .left), ("Output Shape", .left), ("Param #", .right),
    ]
    var positions = [0.45, 0.8, 1]
    if !isChain {
      columns.append(("Connected to", .left))
      positions = [0.3, 0.56, 0.74, 1]
    }
    if showTrainable {
      columns.append(("Trainable", .center))
      positions = positions.map { $0 * 0.9 } + [1]
    }
    let table = SummaryTable(columns: columns, positions: positions, lineLength: max(lineLength ?? 76, 24))
    let rows = summaryRows(
      level: 0, expandNested: expandNested, showTrainable: showTrainable,
      connections: isChain ? nil : Set(graph?.nodes.map(ObjectIdentifier.init) ?? []))
    for line in ["Model: \"\(name)\""] + table.lines(rows) + totals {
      if let printFn { printFn(line) } else { Console.write(line + "\n") }
    }
  }

  /// Whether each layer is fed by the one before it only, and called once.
  private var isChain: Bool {
    guard let graph else { return true }
    let calls = graph.nodesByDepth
    guard calls.allSatisfy({ $0.count == 1 && $0[0].dependencies.count <= 1 }) else { return false }
    return Set(graph.nodes.map { ObjectIdentifier($0.layer) }).count == graph.nodes.count
  }

  /// - Parameter connections: the calls whose inputs are shown in a column of their own; nil for no such column.
  private func summaryRows(
    level: Int, expandNested: Bool, showTrainable: Bool, connections: Set<ObjectIdentifier>?
  ) -> [[String]] {
    let indent = level == 0 ? "" : String(repeating: "   ", count: level) + "└ "
    let shown = level == 0 ? graph?.operations ?? layers : layers
    return shown.flatMap { layer in
      let weights = layer.weights
      let isBuilt = layer.built || layer.isBuiltFromStart
      var cells = [
        "\(indent)\(layer.name) (\(layer.className))", shapeText(of: layer),
        isBuilt ? Console.grouped(layer.countParams()) : "0 (unbuilt)",
      ]
      if let connections { cells.append(Self.connectionText(of: layer, among: connections)) }
      if showTrainable { cells.append(weights.isEmpty ? "-" : layer.trainable ? "Y" : "N") }
      guard expandNested, let model = layer as? Model else { return [cells] }
      return [cells]
        + model.summaryRows(
          level: level + 1, expandNested: expandNested, showTrainable: showTrainable, connections: connections
        )
    }
  }

  /// The shapes that a layer gave when it was called last.
  private func shapeText(of layer: Layer) -> String {
    if let shapes = layer.liveCalls.last?.outputShapes {
      let texts = shapes.map(formatShape)
      return texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    }
    return layer.summarizedOutputShape.map(formatShape) ?? "?"
  }

  private static func connectionText(of layer: Layer, among nodes: Set<ObjectIdentifier>) -> String {
    let inputs = layer.liveCalls.filter { nodes.contains(ObjectIdentifier($0)) }.flatMap(\.dependencies)
    let texts = inputs.map { tensor in
      let call = tensor.node.layer.liveCalls.firstIndex { $0 === tensor.node } ?? 0
      return "\(tensor.name)[\(call)][\(tensor.index)]"
    }
    return texts.isEmpty ? "-" : texts.joined(separator: ", ")
  }

  private var totals: [String] {
    func line(_ title: String, _ variables: [Variable]) -> String {
      let count = variables.reduce(0) { $0 + $1.shape.elementCount }
      let bytes = variables.reduce(0) { $0 + $1.shape.elementCount * $1.dtype.byteCount }
      return " \(title) params: \(Console.grouped(count)) (\(Console.memorySize(bytes)))"
    }
    let state = optimizer.flatMap { $0.built ? $0.variables : nil }
    return [
      line("Total", weights + (state ?? [])), line("Trainable", trainableWeights),
      line("Non-trainable", nonTrainableWeights),
    ] + (state.map { [line("Optimizer", $0)] } ?? [])
  }
}
