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
  ///   - lineLength: columns of the table, nil for 76; less than 24 counts as 24, more than 10,000 as 10,000.
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
    let width = min(max(lineLength ?? 76, 24), 10_000)
    let table = SummaryTable(columns: columns, positions: positions, lineLength: width)
    let rows = summaryRows(
      layerSummaries(expandNested: expandNested), level: 0, showTrainable: showTrainable,
      showConnections: !isChain)
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
    _ layers: [LayerSummary], level: Int, showTrainable: Bool, showConnections: Bool
  ) -> [[String]] {
    let indent = level == 0 ? "" : String(repeating: "   ", count: level) + "└ "
    return layers.flatMap { layer in
      var cells = [
        "\(indent)\(layer.name) (\(layer.className))", layer.shapeText,
        layer.isBuilt ? Console.grouped(layer.parameterCount) : "0 (unbuilt)",
      ]
      if showConnections {
        cells.append(layer.connections.isEmpty ? "-" : layer.connections.joined(separator: ", "))
      }
      if showTrainable { cells.append(layer.hasWeights ? layer.trainable ? "Y" : "N" : "-") }
      return [cells]
        + summaryRows(
          layer.layers, level: level + 1, showTrainable: showTrainable, showConnections: showConnections)
    }
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
