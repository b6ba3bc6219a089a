import HornTensor

/// The kinds of archives that are read.
public enum ArchiveFormat: String, NamedCase {
  /// Whichever of the others it is.
  case auto
  /// A tar archive, also one compressed with gzip, bzip2, xz or zstd.
  case tar
  case zip

  public static let kind = "archive format"
}
