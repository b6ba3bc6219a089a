/// How much `fit`, `evaluate` and `predict` print.
public enum Verbosity: Hashable, Sendable, ExpressibleByIntegerLiteral {
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

  var resolved: Verbosity { self == .auto ? (Console.isTerminal ? .progressBar : .line) : self }
}

/// Keras's progress bar: step, bar, time, time a step, metrics.
struct ProgressBar {
  private let verbosity: Verbosity
  private let target: Int
  private let start: Double
  private var lastUpdate = 0.0
  private var lastWidth = 0

  init(target: Int, verbosity: Verbosity) {
    self.verbosity = verbosity.resolved
    self.target = target
    start = Console.seconds
  }

  /// Shows a step that is done, at most twenty times a second; the closure gives the metrics so far.
  mutating func update(_ step: Int, _ metrics: () -> [(String, Float)]) {
    guard verbosity == .progressBar else { return }
    let now = Console.seconds
    guard now - lastUpdate >= 0.05 else { return }
    lastUpdate = now
    draw(step, metrics(), elapsed: now - start, final: false)
  }

  /// Shows the end.
  mutating func finish(_ step: Int, _ metrics: [(String, Float)]) {
    let elapsed = Console.seconds - start
    switch verbosity {
    case .progressBar: draw(step, metrics, elapsed: elapsed, final: true)
    case .line:
      let seconds = Console.format(elapsed, digits: 0)
      Console.write(
        "\(step)/\(target) - \(seconds)s -\(perStep(elapsed, step))\(text(metrics))\n")
    case .silent, .auto: break
    }
  }

  private mutating func draw(_ step: Int, _ metrics: [(String, Float)], elapsed: Double, final: Bool) {
    let digits = String(target).count
    let count = String(repeating: " ", count: max(0, digits - String(step).count)) + "\(step)/\(target)"
    let width = 20
    let done = target > 0 ? min(width, width * step / target) : width
    var time = Console.format(elapsed, digits: 0) + "s"
    if !final {
      let left = Int(elapsed / Double(max(step, 1)) * Double(target - step))
      time =
        left > 3600
        ? "\(left / 3600):\(twoDigits(left % 3600 / 60)):\(twoDigits(left % 60))"
        : left > 60 ? "\(left / 60):\(twoDigits(left % 60))" : "\(left)s"
    }
    let bar =
      "\u{1b}[1m\(count)\u{1b}[0m \u{1b}[32m" + String(repeating: "━", count: done) + "\u{1b}[0m\u{1b}[37m"
      + String(repeating: "━", count: width - done) + "\u{1b}[0m"
    let info = perStep(elapsed, step) + text(metrics)
    let shown = count.count + 1 + width + 1 + time.count + info.count
    let padding = String(repeating: " ", count: max(0, lastWidth - shown))
    lastWidth = shown
    Console.write("\r\(bar) \u{1b}[1m\(time)\u{1b}[0m\(info)\(padding)" + (final ? "\n" : ""))
  }

  private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private func perStep(_ elapsed: Double, _ step: Int) -> String {
    let time = elapsed / Double(max(step, 1))
    if time >= 1 || time == 0 { return " \(Console.format(time, digits: 0))s/step" }
    if time >= 1e-3 { return " \(Console.format(time * 1e3, digits: 0))ms/step" }
    return " \(Console.format(time * 1e6, digits: 0))us/step"
  }

  private func text(_ metrics: [(String, Float)]) -> String {
    metrics.map { " - \($0.0): \(Console.formatMetric($0.1))" }.joined()
  }
}
