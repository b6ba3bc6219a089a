import HornTensor

/// The layers of a model and the ways between them, in Graphviz's language.
///
/// Models of one's own class, of which only their layers are known, are one box.
///
/// - Parameters:
///   - showShapes: whether the shapes of inputs and outputs are shown.
///   - showDtype: whether the type of the output is shown.
///   - showLayerNames: whether the names are shown beside the classes.
///   - rankdir: which way the data flow.
///   - expandNested: whether the layers of models inside the model are shown, in a frame.
///   - dpi: pixels an inch of the picture that Graphviz makes.
///   - showLayerActivations: whether activations are shown, of layers that have one.
///   - showTrainable: whether training changes the weights is shown, of layers that have some.
///   - splines: how the arrows run.
/// - Throws: `HornError` where the model is not built.
public func modelToDot(
  _ model: Model, showShapes: Bool = false, showDtype: Bool = false, showLayerNames: Bool = true,
  rankdir: PlotDirection = .topToBottom, expandNested: Bool = false, dpi: Int = 200,
  showLayerActivations: Bool = false, showTrainable: Bool = false, splines: PlotSplines = .ortho
) throws -> String {
  let options = PlotOptions(
    showShapes: showShapes, showDtype: showDtype, showLayerNames: showLayerNames, expandNested: expandNested,
    showLayerActivations: showLayerActivations, showTrainable: showTrainable)
  return DotText(try diagram(model, options, dpi: dpi), rankdir: rankdir, dpi: dpi, splines: splines).text
}

/// The layers of a model and the ways between them as a picture in SVG, drawn without Graphviz.
///
/// The parameters are those of ``modelToDot(_:showShapes:showDtype:showLayerNames:rankdir:expandNested:dpi:showLayerActivations:showTrainable:splines:)``.
///
/// - Parameter dpi: pixels an inch where the picture is shown at its own size.
/// - Throws: `HornError` where the model is not built.
public func modelToSVG(
  _ model: Model, showShapes: Bool = false, showDtype: Bool = false, showLayerNames: Bool = true,
  rankdir: PlotDirection = .topToBottom, expandNested: Bool = false, dpi: Int = 96,
  showLayerActivations: Bool = false, showTrainable: Bool = false, splines: PlotSplines = .ortho
) throws -> String {
  let options = PlotOptions(
    showShapes: showShapes, showDtype: showDtype, showLayerNames: showLayerNames, expandNested: expandNested,
    showLayerActivations: showLayerActivations, showTrainable: showTrainable)
  return DiagramDrawing(try diagram(model, options, dpi: dpi), rankdir: rankdir, splines: splines, dpi: dpi)
    .svg
}

private func diagram(_ model: Model, _ options: PlotOptions, dpi: Int) throws -> ModelDiagram {
  // Beyond it the picture's lengths could leave the integers.
  guard 1...100_000 ~= dpi else {
    throw HornError(.value, "plot: dpi must be from 1 to 100000, got \(dpi)")
  }
  return try ModelDiagram(model, options)
}
