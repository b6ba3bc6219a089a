import HornTensor

/// Precision, recall, F1 and support of each kind of name and of all: prints as seqeval's report, draws as SVG.
public struct ClassificationReport: Hashable, Sendable, CustomStringConvertible {
  /// One line: a kind of name, or an average.
  public struct Row: Hashable, Sendable {
    /// The kind, such as `PER`, or `micro avg` and the like.
    public let name: String
    /// Its numbers.
    public let score: EntityScore
  }

  /// The kinds in order, then the averages.
  public let rows: [Row]
  /// How many of the rows are kinds.
  public let kindCount: Int
  /// Decimals of the printed numbers.
  public let digits: Int

  public var description: String {
    let width = rows.reduce(max(12, digits)) { max($0, $1.name.unicodeScalars.count) }
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.unicodeScalars.count)) + text
    }
    func line(_ name: String, _ cells: [String]) -> String {
      right(name, width) + " " + cells.map { " " + right($0, 9) }.joined()
    }
    let lines = rows.map { row in
      let numbers = [row.score.precision, row.score.recall, row.score.f1]
      return line(
        row.name, numbers.map { Console.format($0, digits: max(0, digits)) } + ["\(row.score.support)"])
    }
    return
      ([line("", ["precision", "recall", "f1-score", "support"]), ""] + lines.prefix(kindCount) + [""]
      + lines.dropFirst(kindCount) + [""]).joined(separator: "\n")
  }

  /// A picture as SVG: for each row the three numbers as bars.
  public func svg() -> String {
    let (label, bar, height) = (150.0, 420.0, 54.0)
    let colors = [("precision", "#4c78a8"), ("recall", "#f58518"), ("f1-score", "#54a24b")]
    var picture = SVG(width: label + bar + 130, height: 50 + height * Double(rows.count) + 26)
    for (index, (name, color)) in colors.enumerated() {
      let x = label + 110 * Double(index)
      picture.rectangle(x: x, y: 14, width: 12, height: 12, fill: color)
      picture.text(name, x: x + 18, y: 24, anchor: "start")
    }
    for tick in 0...4 {
      let x = label + bar * Double(tick) / 4
      let bottom = 44 + height * Double(rows.count)
      picture.line(x1: x, y1: 40, x2: x, y2: bottom, stroke: "#dddddd")
      picture.text(
        Console.format(Double(tick) / 4, digits: 2), x: x, y: bottom + 16, anchor: "middle", size: 11)
    }
    for (index, row) in rows.enumerated() {
      let y = 44 + height * Double(index)
      picture.text(
        row.name, x: label - 10, y: y + 28, anchor: "end", weight: index < kindCount ? "normal" : "bold")
      let numbers = [row.score.precision, row.score.recall, row.score.f1]
      for (place, (number, color)) in zip(numbers, colors).enumerated() {
        let top = y + 4 + 14 * Double(place)
        picture.rectangle(x: label, y: top, width: bar * number, height: 12, fill: color.1)
        picture.text(
          Console.format(number, digits: max(2, digits)), x: label + bar * number + 5, y: top + 10,
          anchor: "start", size: 11)
      }
      picture.text("n = \(row.score.support)", x: label + bar + 122, y: y + 28, anchor: "end", size: 11)
    }
    return picture.text
  }
}

/// The names of each kind that were found, as a table like seqeval's.
///
///     print(try classificationReport(yTrue: truth, yPred: tags, scheme: .iob2))
///
/// - Parameters:
///   - yTrue: the right tags of each sentence.
///   - yPred: the predicted ones, as many.
///   - mode: how tags that break the scheme's rules are read.
///   - digits: decimals of the printed numbers.
/// - Throws: `HornError` where numbers of sentences or tags differ, or a tag is none of the scheme.
public func classificationReport(
  yTrue: [[String]], yPred: [[String]], scheme: TaggingScheme = .iob2, mode: EntityMode = .default,
  digits: Int = 2
) throws -> ClassificationReport {
  try EntityScores(yTrue: yTrue, yPred: yPred, scheme: scheme, mode: mode).report(digits: digits)
}
