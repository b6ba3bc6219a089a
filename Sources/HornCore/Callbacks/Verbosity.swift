import HornTensor

/// How much `fit`, `evaluate` and `predict` print.
public enum Verbosity: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  /// A progress bar on a terminal, a line an epoch elsewhere.
  case auto
  /// Nothing.
  case silent
  /// A progress bar.
  case progressBar
  /// A line an epoch.
  case line

  /// Keras's numbers: 0 silent, 1 progress bar (lines where there is no terminal), 2 lines.
  public init(integerLiteral value: Int) {
    self = value <= 0 ? .silent : value == 1 ? .auto : .line
  }

  /// Keras's `"auto"`; any other text stops the program.
  public init(stringLiteral value: String) {
    require(value == "auto", "unknown verbose \"\(value)\"; known are auto, 0, 1, 2")
    self = .auto
  }

  var resolved: Verbosity { self == .auto ? (Console.isTerminal ? .progressBar : .line) : self }
}
