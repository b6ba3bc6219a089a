/// What a callback may know of the run that it is told of.
public struct CallbackParameters: Hashable, Sendable {
  /// The number of the last epoch, counted from 1; 1 in `evaluate` and `predict`.
  public let epochs: Int
  /// Steps of an epoch; nil where the data do not say before they end.
  public let steps: Int?
  /// How much is printed.
  public let verbose: Verbosity
}
