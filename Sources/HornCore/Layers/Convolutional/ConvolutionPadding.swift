import HornTensor

/// What a convolution does at the ends of its input: `.same` or `"same"`.
public enum ConvolutionPadding: String, NamedCase {
  /// Windows stay inside the input, so that the output is shorter.
  case valid
  /// Zeros on both sides, so that a stride of 1 keeps the length.
  case same
  /// Zeros before the first step only: an output knows no later input.
  case causal

  public static let kind = "padding"
}

/// What a pool does at the ends of its input: `.same` or `"same"`.
public enum PoolingPadding: String, NamedCase {
  /// Windows stay inside the input, so that the output is shorter.
  case valid
  /// Windows may reach beyond both ends, so that a stride of 1 keeps the length; what is not there does not count.
  case same

  public static let kind = "padding"
}
