import HornTensor

/// How the scores of the kinds of names become one.
public enum EntityAverage: String, NamedCase {
  /// From the counts of all names together: the F1 of CoNLL-2003.
  case micro
  /// The mean over the kinds.
  case macro
  /// The mean over the kinds, each weighted by how many names of it there are in truth.
  case weighted

  public static let kind = "average"
}
