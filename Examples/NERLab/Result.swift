import Foundation
import Horn

/// What a model reached on the test part.
struct Result: CustomStringConvertible {
  let kind: Tagger
  let scores: EntityScores
  let seconds: Double

  var description: String {
    let score = scores.micro
    return String(
      format: "%@: F1 %.4f, precision %.4f, recall %.4f, %.0f s", kind.rawValue, score.f1, score.precision,
      score.recall, seconds)
  }

  static func table(_ results: [Result]) -> String {
    var lines = ["model          CoNLL F1   strict    exact  partial     type  seconds"]
    for result in results {
      let semEval = result.scores.semEval.all.map { String(format: "%.4f", $0.counts.score.f1) }
      let name = result.kind.rawValue.padding(toLength: 14, withPad: " ", startingAt: 0)
      lines.append(
        "\(name) " + String(format: "%8.4f", result.scores.micro.f1)
          + semEval.map { "   " + $0 }.joined() + String(format: " %8.0f", result.seconds))
    }
    return lines.joined(separator: "\n")
  }

  static func json(_ results: [Result]) throws -> String {
    var object: [String: Any] = [:]
    for result in results {
      let score = result.scores.micro
      object[result.kind.rawValue] =
        [
          "f1": score.f1, "precision": score.precision, "recall": score.recall, "seconds": result.seconds,
          "semeval": Dictionary(
            uniqueKeysWithValues: result.scores.semEval.all.map { ($0.name, $0.counts.score.f1) }),
        ] as [String: Any]
    }
    return String(
      decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
  }
}
