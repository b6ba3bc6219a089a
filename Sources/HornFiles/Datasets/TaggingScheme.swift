import HornTensor

/// How tags say where the names in a sentence begin and end.
public enum TaggingScheme: String, NamedCase {
  /// `I-` for every word of a name: neighbours of one kind flow together.
  case io
  /// `I-` for the words of a name; `B-` for the first word where a name of the same kind comes just before. The tags
  /// of CoNLL-2003 as published.
  case iob1
  /// `B-` for the first word of a name, `I-` for the others; also called BIO.
  case iob2

  public static let kind = "tagging scheme"
}
