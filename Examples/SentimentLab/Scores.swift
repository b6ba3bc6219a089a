import Foundation
import Horn

/// How right the labels are that a model gave; praise is what it looks for.
struct Scores: CustomStringConvertible {
  let model: Classifier
  let seconds: Double
  private var (right, found, actual, rightlyFound) = (0, 0, 0, 0)
  private let count: Int

  init(_ model: Classifier, labels: [Int], truth: [Int], seconds: Double) {
    (self.model, self.seconds, count) = (model, seconds, truth.count)
    for (label, truth) in zip(labels, truth) {
      if label == truth { right += 1 }
      found += label
      actual += truth
      rightlyFound += label * truth
    }
  }

  /// What has no denominator is 0, as in scikit-learn.
  private static func quotient(_ a: Double, _ b: Double) -> Double { b == 0 ? 0 : a / b }

  var accuracy: Double { Self.quotient(Double(right), Double(count)) }
  var precision: Double { Self.quotient(Double(rightlyFound), Double(found)) }
  var recall: Double { Self.quotient(Double(rightlyFound), Double(actual)) }
  var f1: Double { Self.quotient(2 * Double(rightlyFound), Double(found + actual)) }

  var description: String {
    String(
      format: "%@: accuracy %.4f, precision %.4f, recall %.4f, F1 %.4f, %.0f s", model.rawValue, accuracy,
      precision, recall, f1, seconds)
  }

  static func table(_ scores: [Scores]) -> String {
    let lines = scores.map { score in
      score.model.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
        + String(
          format: "%9.4f%11.4f%9.4f%9.4f%9.0f", score.accuracy, score.precision, score.recall, score.f1,
          score.seconds)
    }
    return (["model      accuracy  precision   recall       F1  seconds"] + lines).joined(separator: "\n")
  }

  static func json(_ scores: [Scores]) throws -> String {
    var object: [String: [String: Double]] = [:]
    for score in scores {
      object[score.model.rawValue] = [
        "accuracy": score.accuracy, "precision": score.precision, "recall": score.recall, "f1": score.f1,
        "seconds": score.seconds,
      ]
    }
    return String(
      decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
  }
}
