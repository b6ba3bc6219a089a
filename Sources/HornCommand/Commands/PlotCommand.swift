import ArgumentParser
import Horn

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Draws the layers of a model and the ways between them.",
    discussion: """
      The end of the file's name says what is written: svg; dot or gv, which Graphviz reads; or png, pdf, jpg, gif or ps, \
      which Graphviz makes where it is installed.
      """)

  @Argument(help: "The model.", completion: ModelPath.completion)
  var model: String

  @Option(name: .shortAndLong, help: "The picture.", completion: .file())
  var output = "model.svg"

  @Flag(inversion: .prefixedNo, help: "Show the shapes of inputs and outputs.")
  var showShapes = true

  @Flag(help: "Show the types of the outputs.")
  var showDtype = false

  @Flag(inversion: .prefixedNo, help: "Show the layers' names.")
  var showLayerNames = true

  @Flag(help: "Show the layers' activations.")
  var showLayerActivations = false

  @Flag(help: "Show which layers are trained.")
  var showTrainable = false

  @Flag(help: "Show the layers of models inside the model too.")
  var expandNested = false

  @Option(help: "Which way the data flow: TB, BT, LR or RL.", completion: .list(["TB", "BT", "LR", "RL"]))
  var rankdir = "TB"

  @Option(
    help: "How the arrows run: ortho, spline, curved, polyline or line.",
    completion: .list(["ortho", "spline", "curved", "polyline", "line"]))
  var splines = "ortho"

  @Option(help: "Pixels an inch; 96 for svg and 200 for others by default.")
  var dpi: Int?

  func validate() throws {
    do {
      _ = try (PlotDirection.named(rankdir), PlotSplines.named(splines))
    } catch {
      throw ValidationError("\(error)")
    }
    if let dpi, dpi < 1 { throw ValidationError("--dpi must be at least 1") }
  }

  func run() throws {
    try plotModel(
      ModelPath.open(model), to: output, showShapes: showShapes, showDtype: showDtype,
      showLayerNames: showLayerNames, rankdir: .named(rankdir), expandNested: expandNested, dpi: dpi,
      showLayerActivations: showLayerActivations, showTrainable: showTrainable, splines: .named(splines))
  }
}
