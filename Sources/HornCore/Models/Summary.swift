import HornTensor

extension Model {
  /// Prints the layers, their output shapes and numbers of weights as a table, as Keras does.
  ///
  /// - Parameters:
  ///   - lineLength: columns of the table; nil for 76.
  ///   - printFn: where the lines go; nil for standard output.
  ///   - showTrainable: whether a further column says what is trained.
  public func summary(
    lineLength: Int? = nil, showTrainable: Bool = false, printFn: ((String) -> Void)? = nil
  ) {
    for line in summaryLines(lineLength: lineLength ?? 76, showTrainable: showTrainable) {
      if let printFn { printFn(line) } else { Console.write(line + "\n") }
    }
  }

  private func summaryLines(lineLength: Int, showTrainable: Bool) -> [String] {
    var header = ["Layer (type)", "Output Shape", "Param #"]
    if showTrainable { header.append("Trainable") }
    let rows = summaryRows.map { layer, shape in
      var cells = [
        "\(layer.name) (\(layer.className))", shape.map(formatShape) ?? "?",
        layer.built ? Console.grouped(layer.countParams()) : "0 (unbuilt)",
      ]
      if showTrainable { cells.append(layer.allWeights.isEmpty ? "-" : layer.trainable ? "Y" : "N") }
      return cells
    }
    var widths = showTrainable ? [0.405, 0.315, 0.18, 0.1] : [0.45, 0.35, 0.2]
    widths = widths.map { ($0 * Double(lineLength)).rounded(.down) - 1 }
    let columns = widths.indices.map { column in
      max(Int(widths[column]), ([header] + rows).map { $0[column].count + 2 }.max() ?? 0)
    }
    let alignsRight = [false, false, true, false]

    func cells(_ row: [String], _ edge: String) -> String {
      let padded = row.enumerated().map { column, text in
        let space = String(repeating: " ", count: columns[column] - 2 - text.count)
        return " " + (alignsRight[column] ? space + text : text + space) + " "
      }
      return edge + padded.joined(separator: edge) + edge
    }
    func rule(_ left: String, _ dash: String, _ cross: String, _ right: String) -> String {
      left + columns.map { String(repeating: dash, count: $0) }.joined(separator: cross) + right
    }

    var lines = [
      "Model: \"\(name)\"", rule("┏", "━", "┳", "┓"), cells(header, "┃"), rule("┡", "━", "╇", "┩"),
    ]
    for (index, row) in rows.enumerated() {
      if index > 0 { lines.append(rule("├", "─", "┼", "┤")) }
      lines.append(cells(row, "│"))
    }
    return lines + [rule("└", "─", "┴", "┘")] + totals
  }

  private var totals: [String] {
    func line(_ title: String, _ variables: [Variable]) -> String {
      let count = variables.reduce(0) { $0 + $1.shape.elementCount }
      let bytes = variables.reduce(0) { $0 + $1.shape.elementCount * $1.dtype.byteCount }
      return " \(title) params: \(Console.grouped(count)) (\(Console.memorySize(bytes)))"
    }
    let state = optimizer?.variables ?? []
    return [
      line("Total", allWeights + state), line("Trainable", trainableWeights),
      line("Non-trainable", nonTrainableWeights),
    ] + (state.isEmpty ? [] : [line("Optimizer", state)])
  }
}
