import HornTensor

/// The box of a layer in a plot.
struct DiagramBox {
  enum Kind { case input, layer, operation, model }

  let kind: Kind
  let title: String
  /// What stands below the title.
  private(set) var rows: [(label: String, value: String)] = []

  /// - Parameter calls: the layer's calls in the model that is plotted.
  init(_ layer: Layer, calls: [GraphNode], _ options: PlotOptions) {
    kind =
      layer is InputLayer ? .input : layer is OperationLayer ? .operation : layer is Model ? .model : .layer
    title = Self.shortened(
      options.showLayerNames ? "\(layer.name) (\(layer.className))" : layer.className, to: 64)
    if options.showLayerActivations, let activation = Self.activation(of: layer) {
      rows.append(("activation", activation))
    }
    if options.showShapes {
      let called = calls.filter { !$0.isInput }
      if kind != .input {
        let built = layer.builtShape.map { [[$0]] } ?? []
        rows.append(("input", Self.text(called.isEmpty ? built : called.map { $0.inputs.map(\.shape) })))
      }
      let given = layer.summarizedOutputShape.map { [[$0]] } ?? []
      rows.append(("output", Self.text(calls.isEmpty ? given : calls.map(\.outputShapes))))
    }
    if options.showDtype {
      let types = calls.isEmpty ? [layer.computeOutputDType([layer.dtype])] : calls.flatMap(\.outputDTypes)
      var known: Set<DType> = []
      let different = types.filter { known.insert($0).inserted }
      rows.append(("dtype", different.map(\.rawValue).joined(separator: ", ")))
    }
    if options.showTrainable, !layer.weights.isEmpty {
      rows.append(("trainable", layer.trainable ? "yes" : "no"))
    }
  }

  private static func activation(of layer: Layer) -> String? {
    guard let value = layer.getConfig()["activation"], value != .null,
      let name = try? value.classAndConfig("activation").className
    else { return nil }
    return shortened(name, to: 40)
  }

  /// The shapes of several calls; those that are equal are written once.
  private static func text(_ calls: [[[Int?]]]) -> String {
    var known: Set<[[Int?]]> = []
    let texts = calls.filter { known.insert($0).inserted }.map { shapes in
      shapes.count == 1 ? formatShape(shapes[0]) : "[\(shapes.map(formatShape).joined(separator: ", "))]"
    }
    return texts.isEmpty ? "?" : shortened(texts.joined(separator: " / "), to: 120)
  }

  /// The text with an ellipsis where it is longer; names come from files and may have any length.
  static func shortened(_ text: String, to length: Int) -> String {
    text.count <= length ? text : text.prefix(length - 1) + "…"
  }
}
