import Foundation
import Horn

/// Lines over a common axis, drawn as SVG.
struct LineChart {
  let title: String
  let xLabels: [String]
  private var lines: [(name: String, values: [Float], first: Int)] = []

  private let size = (width: 960.0, height: 480.0)
  private let edge = (left: 70.0, right: 20.0, top: 50.0, bottom: 50.0)
  private let colors = ["#5b6770", "#d1495b", "#2e86ab"]

  init(title: String, xLabels: [String]) {
    self.title = title
    self.xLabels = xLabels
  }

  /// Adds a line whose first value stands at this place of the axis.
  mutating func add(_ name: String, _ values: [Float], from first: Int) {
    lines.append((name, values, first))
  }

  /// Writes the picture; an older one is replaced only by a whole new one.
  func write(to path: String) throws {
    do {
      try Data(svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw HornError(.file, "\(path): cannot be written: \(error.localizedDescription)")
    }
  }

  private var svg: String {
    let all = lines.flatMap { $0.values.map(Double.init) }.filter(\.isFinite)
    let ticks = Self.ticks(from: all.min() ?? 0, to: all.max() ?? 1)
    let (low, high) = (ticks.first ?? 0, ticks.last ?? 1)
    let count = max(2, lines.map { $0.first + $0.values.count }.max() ?? 2)
    func x(_ index: Int) -> Double {
      edge.left + (size.width - edge.left - edge.right) * Double(index) / Double(count - 1)
    }
    func y(_ value: Double) -> Double {
      size.height - edge.bottom - (size.height - edge.top - edge.bottom) * (value - low) / (high - low)
    }
    func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(size.width)) \(Int(size.height))\" "
        + "font-family=\"sans-serif\" font-size=\"13\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
      "<text x=\"\(edge.left)\" y=\"28\" font-size=\"17\" font-weight=\"bold\">\(escaped(title))</text>",
    ]
    for tick in ticks {
      parts.append(
        "<path d=\"M\(edge.left) \(number(y(tick)))H\(size.width - edge.right)\" stroke=\"#dddddd\"/>"
          + "<text x=\"\(edge.left - 8)\" y=\"\(number(y(tick) + 4))\" text-anchor=\"end\">\(Self.text(tick))</text>"
      )
    }
    for index in stride(from: 0, to: min(count, xLabels.count), by: max(1, count / 8)) {
      parts.append(
        "<text x=\"\(number(x(index)))\" y=\"\(size.height - edge.bottom + 22)\" text-anchor=\"middle\">"
          + "\(escaped(xLabels[index]))</text>")
    }
    for (index, line) in lines.enumerated() {
      let points = line.values.enumerated().filter { $0.element.isFinite }
        .map { "\(number(x(line.first + $0.offset))),\(number(y(Double($0.element))))" }
      let color = colors[index % colors.count]
      parts.append(
        "<polyline fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\" stroke-linejoin=\"round\" "
          + "points=\"\(points.joined(separator: " "))\"/>")
      let left = size.width - edge.right - 110 * Double(lines.count - index)
      parts.append(
        "<path d=\"M\(left) 24h22\" stroke=\"\(color)\" stroke-width=\"3\"/>"
          + "<text x=\"\(left + 28)\" y=\"28\">\(escaped(line.name))</text>")
    }
    return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// Round numbers that reach from the least to the greatest value.
  private static func ticks(from low: Double, to high: Double) -> [Double] {
    let range = max(high - low, 1e-9)
    let power = pow(10, floor(log10(range / 5)))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { range / $0 <= 6 } ?? power * 10
    let first = floor(low / step)
    let last = max(ceil(high / step), first + 1)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && Swift.abs(value) < 1e9 ? "\(Int(value))" : "\(Float(value))"
  }

  private func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}
