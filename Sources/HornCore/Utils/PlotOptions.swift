/// What a plot of a model shows.
struct PlotOptions {
  var showShapes = false
  var showDtype = false
  var showLayerNames = false
  var expandNested = false
  var showLayerActivations = false
  var showTrainable = false
}
