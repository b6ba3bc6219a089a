import Foundation
import Horn

/// How well templates of advertisements that were not trained with are filled.
struct Evaluation {
  private(set) var scores = EntityScores(scheme: .iob2)
  private(set) var templateCount = 0
  /// Templates all of whose lines are right.
  private(set) var rightTemplates = 0
  private var rightLines: [Field: Int] = [:]

  init(_ advertisements: [Advertisement], tags: [[String]]) throws {
    for (advertisement, tags) in zip(advertisements, tags) {
      try scores.add(yTrue: advertisement.tags, yPred: tags)
      let found = Template(advertisement.tokens, try EntityTags.spans(of: tags, scheme: .iob2))
      let truth = advertisement.template
      templateCount += 1
      if found == truth { rightTemplates += 1 }
      for field in Field.allCases where found[field] == truth[field] { rightLines[field, default: 0] += 1 }
    }
  }

  /// The share of templates all of whose lines are right.
  var rightShare: Double { Double(rightTemplates) / Double(max(templateCount, 1)) }

  var table: String {
    var lines = ["field         precision   recall       F1  lines right"]
    func line(_ name: String, _ score: EntityScore?, _ share: Double) -> String {
      let numbers = [score?.precision, score?.recall, score?.f1].map {
        $0.map { String(format: "%.4f", $0) } ?? "—"
      }
      func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
      }
      return name.padding(toLength: 14, withPad: " ", startingAt: 0) + right(numbers[0], 9)
        + right(numbers[1], 9) + right(numbers[2], 9) + right(String(format: "%.1f %%", 100 * share), 13)
    }
    for field in Field.allCases {
      lines.append(
        line(field.label, scores[field.kind], Double(rightLines[field] ?? 0) / Double(max(templateCount, 1))))
    }
    lines.append(line("all", scores.micro, rightShare))
    return lines.joined(separator: "\n")
  }
}
