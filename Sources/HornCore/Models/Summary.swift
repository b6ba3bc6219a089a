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
    if showTrainable {
      columns.append(("Trainable", .center))
      positions = positions.map { $0 * 0.9 } + [1]
    }
    let table = SummaryTable(columns: columns, positions: positions, lineLength: max(lineLength ?? 76, 24))
    let rows = summaryRows(level: 0, expandNested: expandNested, showTrainable: showTrainable)
    for line in ["Model: \"\(name)\""] + table.lines(rows) + totals {
      if let printFn { printFn(line) } else { Console.write(line + "\n") }
    }
  }

  private func summaryRows(level: Int, expandNested: Bool, showTrainable: Bool) -> [[String]] {
    let indent = level == 0 ? "" : String(repeating: "   ", count: level) + "└ "
    return zip(layers, layerOutputShapes).flatMap { layer, shape in
      let weights = layer.weights
      let isBuilt = layer.built || layer.isBuiltFromStart
      var cells = [
        "\(indent)\(layer.name) (\(layer.className))", shape.map(formatShape) ?? "?",
        isBuilt ? Console.grouped(layer.countParams()) : "0 (unbuilt)",
      ]
      if showTrainable { cells.append(weights.isEmpty ? "-" : layer.trainable ? "Y" : "N") }
      guard expandNested, let model = layer as? Model else { return [cells] }
      return [cells]
        + model.summaryRows(level: level + 1, expandNested: expandNested, showTrainable: showTrainable)
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
