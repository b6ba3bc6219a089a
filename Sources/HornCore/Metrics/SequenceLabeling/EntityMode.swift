import HornTensor

/// How tags that break their scheme's rules are read.
public enum EntityMode: String, NamedCase {
  /// As `conlleval` of CoNLL-2003 (Tjong Kim Sang and De Meulder, 2003) and seqeval read them: a name also begins
  /// where a tag that should go on one has none before it.
  case `default`
  /// As seqeval's strict mode reads them: only a name that begins and ends by the scheme's rules is one.
  case strict

  public static let kind = "mode"
}
