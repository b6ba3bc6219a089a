import HornTensor

/// Which axis holds the channels (features): `.channelsLast` or `"channels_last"`.
public enum DataFormat: String, Hashable, Sendable, CaseIterable, ExpressibleByStringLiteral {
  /// `[batch, …, channels]`
  case channelsLast = "channels_last"
  /// `[batch, channels, …]`
  case channelsFirst = "channels_first"

  public init(stringLiteral name: String) {
    guard let format = DataFormat(rawValue: name) else {
      programmingError(
        "unknown data format \"\(name)\"; known are \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = format
  }
}
