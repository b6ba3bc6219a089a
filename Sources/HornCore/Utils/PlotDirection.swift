import HornTensor

/// Which way the data flow in a plot of a model, under Graphviz's names.
public enum PlotDirection: String, NamedCase {
  /// From the top to the bottom.
  case topToBottom = "TB"
  /// From the bottom to the top.
  case bottomToTop = "BT"
  /// From the left to the right.
  case leftToRight = "LR"
  /// From the right to the left.
  case rightToLeft = "RL"

  public static let kind = "rankdir"

  /// Whether the data flow up or down.
  var isVertical: Bool { self == .topToBottom || self == .bottomToTop }
}
