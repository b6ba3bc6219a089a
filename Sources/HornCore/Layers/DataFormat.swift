import HornTensor

/// Which axis holds the channels (features): `.channelsLast` or `"channels_last"`.
public enum DataFormat: String, NamedCase {
  /// `[batch, …, channels]`
  case channelsLast = "channels_last"
  /// `[batch, channels, …]`
  case channelsFirst = "channels_first"

  public static let kind = "data format"
}
