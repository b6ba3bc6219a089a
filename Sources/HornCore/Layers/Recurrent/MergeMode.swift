import HornTensor

/// How ``Bidirectional`` makes one output of those of its directions: `.concat` or `"concat"`.
public enum MergeMode: String, NamedCase {
  /// The sum, element by element.
  case sum
  /// The product, element by element.
  case mul
  /// Side by side along the last axis, the forward direction's first.
  case concat
  /// Half the sum.
  case ave

  public static let kind = "merge mode"
}
