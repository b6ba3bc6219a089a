import Foundation
import Horn

/// A time series and what its values stand for.
struct Series {
  let name: String
  /// One for each value, such as a month.
  let labels: [String]
  let values: [Float]

  /// Reads a CSV file with a header: the first column has the labels, the last one the values.
  init(path: String) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw HornError(.file, "\(path): there is no such file, or it is not text; expected a CSV file")
    }
    var labels: [String] = []
    var values: [Float] = []
    for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\" ")) }
      guard let last = cells.last, let value = Float(last), value.isFinite else {
        if index == 0 { continue }
        throw HornError(
          .format,
          "\(path), line \(index + 1): expected a number in the last column, got \"\(line.prefix(40))\"")
      }
      labels.append(cells.count > 1 ? cells[0] : "\(labels.count)")
      values.append(value)
    }
    guard !values.isEmpty else { throw HornError(.format, "\(path): there are no values in it") }
    name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    self.labels = labels
    self.values = values
  }

  private init(name: String, labels: [String], values: [Float]) {
    self.name = name
    self.labels = labels
    self.values = values
  }

  /// Twelve years of months: growth, a season that grows with it, and noise.
  static func madeUp() -> Series {
    let noise = Random.normal(shape: [144]).floats
    let values = (0..<144).map { month -> Float in
      let level = 100 + 2.5 * Float(month)
      let season = 0.25 * sin(Float(month) * 2 * .pi / 12) + 0.1 * sin(Float(month) * 4 * .pi / 12)
      return level * (1 + season) + 5 * noise[month]
    }
    let labels = (0..<144).map { "\(2001 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)" }
    return Series(name: "made-up-passengers", labels: labels, values: values)
  }
}
