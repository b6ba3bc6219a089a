import HornTensor

/// How the arrows of a plot run, under Graphviz's names.
public enum PlotSplines: String, NamedCase {
  /// In right angles.
  case ortho
  /// In curves around the boxes between.
  case spline
  /// In curves.
  case curved
  /// In straight pieces around the boxes between.
  case polyline
  /// Straight from box to box.
  case line

  public static let kind = "splines"
}
