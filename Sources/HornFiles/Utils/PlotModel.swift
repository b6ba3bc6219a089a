import Foundation
import HornCore
import HornTensor

/// Draws the layers of a model and the ways between them into a file.
///
///     try plotModel(model, to: "model.svg", showShapes: true, expandNested: true)
///
/// The end of the name says what is written: `svg`, which needs nothing else; `dot` or `gv`, the text that Graphviz reads;
/// or `png`, `pdf`, `jpg`, `gif` or `ps`, which Graphviz's program `dot` makes where it is installed.
///
/// - Parameters:
///   - showShapes: whether the shapes of inputs and outputs are shown.
///   - showDtype: whether the type of the output is shown.
///   - showLayerNames: whether the names are shown beside the classes.
///   - rankdir: which way the data flow.
///   - expandNested: whether the layers of models inside the model are shown, in a frame.
///   - dpi: pixels an inch; nil for Keras's 200, and for 96 in an SVG, which can be scaled anyway.
///   - showLayerActivations: whether activations are shown, of layers that have one.
///   - showTrainable: whether training changes the weights is shown, of layers that have some.
///   - splines: how the arrows run.
/// - Throws: `HornError` where the model is not built, the end of the name is unknown, Graphviz is not there or fails, or
///   the file cannot be written.
public func plotModel(
  _ model: Model, to path: String = "model.svg", showShapes: Bool = false, showDtype: Bool = false,
  showLayerNames: Bool = false, rankdir: PlotDirection = .topToBottom, expandNested: Bool = false,
  dpi: Int? = nil, showLayerActivations: Bool = false, showTrainable: Bool = false,
  splines: PlotSplines = .ortho
) throws {
  let format = (path as NSString).pathExtension.lowercased()
  guard ["svg", "dot", "gv"].contains(format) || Graphviz.formats.contains(format) else {
    throw HornError(
      .file,
      "\(path): the end of a plot's name must be svg, dot, gv, \(Graphviz.formats.joined(separator: ", ")), got \"\(format)\""
    )
  }
  if format == "svg" {
    let svg = try modelToSVG(
      model, showShapes: showShapes, showDtype: showDtype, showLayerNames: showLayerNames, rankdir: rankdir,
      expandNested: expandNested, dpi: dpi ?? 96, showLayerActivations: showLayerActivations,
      showTrainable: showTrainable, splines: splines)
    return try AtomicFile.write(svg, to: path)
  }
  let dot = try modelToDot(
    model, showShapes: showShapes, showDtype: showDtype, showLayerNames: showLayerNames, rankdir: rankdir,
    expandNested: expandNested, dpi: dpi ?? 200, showLayerActivations: showLayerActivations,
    showTrainable: showTrainable, splines: splines)
  if Graphviz.formats.contains(format) {
    try Graphviz.draw(dot, as: format, to: path)
  } else {
    try AtomicFile.write(dot, to: path)
  }
}
