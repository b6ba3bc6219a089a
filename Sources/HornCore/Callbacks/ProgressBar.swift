/// Keras's progress bar: step, bar, time, time a step, metrics.
struct ProgressBar {
  private let verbosity: Verbosity
  private let target: Int?
  private let clock: () -> Double
  private let write: (String) -> Void
  private let start: Double
  private var afterFirstStep: Double?
  private var seen = 0
  private var lastUpdate = -Double.infinity
  private var lastWidth = 0

  /// - Parameters:
  ///   - target: the number of steps; nil where it is not known.
  ///   - clock: seconds since some time.
  init(
    target: Int?, verbosity: Verbosity, clock: @escaping () -> Double = { Console.seconds },
    write: @escaping (String) -> Void = Console.write
  ) {
    self.verbosity = verbosity.resolved
    self.target = target
    self.clock = clock
    self.write = write
    start = clock()
  }

  /// Shows a step that is done, at most twenty times a second; the closure gives the metrics so far.
  mutating func update(_ step: Int, _ metrics: () -> [(String, Float)]) {
    seen = step
    guard verbosity == .progressBar else { return }
    let now = clock()
    let perStep = timePerStep(step, now)
    guard now - lastUpdate >= 0.05 else { return }
    lastUpdate = now
    draw(step, of: target, metrics(), perStep: perStep, now: now, final: false)
  }

  /// Shows the end.
  mutating func finish(_ metrics: [(String, Float)]) {
    let now = clock()
    let target = target ?? seen
    let perStep = timePerStep(target, now)
    switch verbosity {
    case .progressBar: draw(target, of: target, metrics, perStep: perStep, now: now, final: true)
    case .line:
      // Here Keras takes any negative number for a small one.
      let text = metrics.map {
        " - \($0.0): \(Console.format(Double($0.1), digits: 4, scientific: !($0.1 > 1e-3)))"
      }
      write(
        "\(target)/\(target) - \(Console.format(now - start, digits: 0))s -\(format(perStep))\(text.joined())\n"
      )
    case .silent, .auto: break
    }
  }

  /// The mean time of a step, without the first one, which is no typical one.
  private mutating func timePerStep(_ step: Int, _ now: Double) -> Double {
    guard step > 0 else { return 0 }
    defer { if step == 1 { afterFirstStep = now } }
    if let afterFirstStep, step > 1 { return (now - afterFirstStep) / Double(step - 1) }
    return (now - start) / Double(step)
  }

  private mutating func draw(
    _ step: Int, of target: Int?, _ metrics: [(String, Float)], perStep: Double, now: Double, final: Bool
  ) {
    var text: String
    var time = Console.format(now - start, digits: 0) + "s"
    var shown: Int
    if let target {
      let count = pad("\(step)", to: String(target).count, with: " ") + "/\(target)"
      let width = 20
      let done = target > 0 ? min(width, Int(Double(width) * Double(step) / Double(target))) : width
      text = "\u{1b}[1m\(count)\u{1b}[0m "
      if done > 0 { text += "\u{1b}[32m" + String(repeating: "━", count: done) + "\u{1b}[0m" }
      text += "\u{1b}[37m" + String(repeating: "━", count: width - done) + "\u{1b}[0m"
      shown = count.count + 1 + width
      if !final { time = remaining(perStep * Double(target - step)) }
    } else {
      text = pad("\(step)", to: 7, with: " ") + "/Unknown"
      shown = text.count
    }
    let info =
      format(perStep) + metrics.map { " - \($0.0): \(Console.formatMetric($0.1))" }.joined()
    shown += 1 + time.count + info.count
    let padding = String(repeating: " ", count: max(0, lastWidth - shown))
    lastWidth = shown
    write("\r\(text) \u{1b}[1m\(time)\u{1b}[0m\(info)\(padding)" + (final ? "\n" : ""))
  }

  private func remaining(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9))
    if seconds > 3600 {
      return "\(whole / 3600):\(twoDigits(whole % 3600 / 60)):\(twoDigits(whole % 60))"
    }
    return seconds > 60 ? "\(whole / 60):\(twoDigits(whole % 60))" : "\(whole)s"
  }

  private func twoDigits(_ value: Int) -> String { pad("\(value)", to: 2, with: "0") }

  private func pad(_ text: String, to width: Int, with filler: String) -> String {
    String(repeating: filler, count: max(0, width - text.count)) + text
  }

  private func format(_ perStep: Double) -> String {
    if perStep >= 1 || perStep == 0 { return " \(Console.format(perStep, digits: 0))s/step" }
    if perStep >= 1e-3 { return " \(Console.format(perStep * 1e3, digits: 0))ms/step" }
    return " \(Console.format(perStep * 1e6, digits: 0))us/step"
  }
}
