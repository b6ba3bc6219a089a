import Foundation

@testable import HornCore

/// Reads the pictures of models: tags, boxes, texts and lines.
struct XMLScan {
  struct Text {
    let text: String
    let extent: CGRect
  }

  private(set) var problem: String?
  private(set) var width = 0.0
  private(set) var height = 0.0
  private(set) var boxes: [CGRect] = []
  private(set) var frames: [CGRect] = []
  private(set) var texts: [Text] = []
  private(set) var lines: [[CGPoint]] = []

  init(_ svg: String) {
    var open: [String] = []
    var attributes: [String: String] = [:]
    for part in svg.split(separator: "<").dropFirst(svg.hasPrefix("<") ? 0 : 1) {
      guard let end = part.firstIndex(of: ">") else {
        problem = "a tag without an end: \(part.prefix(60))"
        return
      }
      let tag = part[..<end]
      let content = String(part[part.index(after: end)...])
      if tag.hasPrefix("/") {
        if open.popLast() != String(tag.dropFirst()) { problem = "\(tag) closes nothing" }
        continue
      }
      let name = String(tag.prefix { $0 != " " && $0 != "/" })
      attributes = Self.attributes(tag)
      if !tag.hasSuffix("/") { open.append(name) }
      take(name, attributes, content)
    }
    if !open.isEmpty { problem = "\(open) are not closed" }
  }

  private static func attributes(_ tag: Substring) -> [String: String] {
    let parts = tag.split(separator: "\"", omittingEmptySubsequences: false)
    var result: [String: String] = [:]
    for index in stride(from: 0, to: parts.count - 1, by: 2) {
      let key = parts[index].split(separator: " ").last.map { String($0.dropLast()) } ?? ""
      result[key] = String(parts[index + 1])
    }
    return result
  }

  private mutating func take(_ name: String, _ attributes: [String: String], _ content: String) {
    func number(_ key: String) -> Double { Double(attributes[key] ?? "") ?? 0 }
    switch name {
    case "svg":
      let sides = (attributes["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
      (width, height) = sides.count == 4 ? (sides[2], sides[3]) : (0, 0)
    case "rect":
      let rectangle = CGRect(x: number("x"), y: number("y"), width: number("width"), height: number("height"))
      if attributes["rx"] == "6" { boxes.append(rectangle) }
      if attributes["stroke-dasharray"] != nil { frames.append(rectangle) }
    case "text":
      let plain = content.replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(
        of: "&gt;", with: ">"
      )
      .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&amp;", with: "&")
      let size = number("font-size")
      let width = PlotText.width(plain, size: size)
      let left = number("x") - (attributes["text-anchor"] == "middle" ? width / 2 : 0)
      texts.append(
        Text(
          text: plain,
          extent: CGRect(x: left, y: number("y") - size * 0.75, width: width, height: size * 0.95)))
    case "path" where attributes["marker-end"] != nil:
      let pairs = (attributes["d"] ?? "").split { " MLCQ".contains($0) }
      lines.append(
        pairs.compactMap { pair in
          let numbers = pair.split(separator: ",").compactMap { Double($0) }
          return numbers.count == 2 ? CGPoint(x: numbers[0], y: numbers[1]) : nil
        })
    default: break
    }
  }
}
