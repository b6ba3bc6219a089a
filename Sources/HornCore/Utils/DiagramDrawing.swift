/// Draws a diagram as SVG.
struct DiagramDrawing {
  static let titleFontSize = 13.0
  static let rowFontSize = 12.0
  static let frameFontSize = 12.0
  private static let titleHeight = 26.0
  private static let rowHeight = 19.0
  private static let padding = 11.0
  private static let labelGap = 10.0
  private static let margin = 16.0

  private(set) var svg = ""
  private let direction: PlotDirection
  private let splines: PlotSplines
  /// The whole picture's length along the flow, for directions that run against the coordinates.
  private let depth: Double

  init(_ diagram: ModelDiagram, rankdir: PlotDirection, splines: PlotSplines, dpi: Int) {
    direction = rankdir
    self.splines = splines
    let placed = PlacedDiagram(diagram, rankdir)
    depth = placed.depth
    let width = (direction.isVertical ? placed.breadth : placed.depth) + 2 * Self.margin
    let height = (direction.isVertical ? placed.depth : placed.breadth) + 2 * Self.margin
    let scale = Double(dpi) / 96
    func number(_ value: Double) -> String { PlotText.number(value) }
    svg = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(number(width * scale))" height="\(number(height * scale))" \
      viewBox="0 0 \(number(width)) \(number(height))" \
      font-family="Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">
      <title>\(PlotText.escaped(DiagramBox.shortened(diagram.name, to: 200)))</title>
      <defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" \
      markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0.5 L8,4 L0,7.5 Z" fill="#5b6470"/></marker></defs>
      <rect width="100%" height="100%" fill="#ffffff"/>

      """
    draw(placed, at: .init(breadth: 0, depth: 0))
    svg += "</svg>\n"
  }

  static func color(_ kind: DiagramBox.Kind) -> String {
    switch kind {
    case .input: "#0f766e"
    case .layer: "#334155"
    case .operation: "#6b7280"
    case .model: "#4338ca"
    }
  }

  static func frameTitle(_ name: String) -> String { DiagramBox.shortened(name, to: 64) }

  static func size(of box: DiagramBox) -> (width: Double, height: Double) {
    let title = PlotText.width(box.title, size: titleFontSize)
    let rows = labelWidth(of: box) + labelGap + valueWidth(of: box)
    let content = max(title, box.rows.isEmpty ? 0 : rows)
    let below = box.rows.isEmpty ? 0 : rowHeight * Double(box.rows.count) + 7
    return (max(84, content + 2 * padding), titleHeight + below)
  }

  private static func labelWidth(of box: DiagramBox) -> Double {
    box.rows.map { PlotText.width($0.label, size: rowFontSize) }.max() ?? 0
  }

  private static func valueWidth(of box: DiagramBox) -> Double {
    box.rows.map { PlotText.width($0.value, size: rowFontSize) }.max() ?? 0
  }

  /// The place in the picture.
  private func mapped(_ point: DiagramRoute.Point) -> PlotPath.Point {
    let along = direction == .bottomToTop || direction == .rightToLeft ? depth - point.depth : point.depth
    return direction.isVertical
      ? .init(x: point.breadth + Self.margin, y: along + Self.margin)
      : .init(x: along + Self.margin, y: point.breadth + Self.margin)
  }

  private mutating func draw(_ diagram: PlacedDiagram, at origin: DiagramRoute.Point) {
    for node in diagram.nodes {
      let start = DiagramRoute.Point(
        breadth: origin.breadth + node.start.breadth, depth: origin.depth + node.start.depth)
      let (a, b) = (
        mapped(start), mapped(.init(breadth: start.breadth + node.breadth, depth: start.depth + node.depth))
      )
      let corner = PlotPath.Point(x: min(a.x, b.x), y: min(a.y, b.y))
      let (width, height) = (abs(a.x - b.x), abs(a.y - b.y))
      switch node.content {
      case .box(let box): draw(box, at: corner, width, height)
      case .nested(let inner):
        drawFrame(Self.frameTitle(inner.name), at: corner, width, height)
        draw(inner, at: start)
      }
    }
    for route in diagram.routes {
      var points = PlotPath(route.moved(breadth: origin.breadth, depth: origin.depth), splines, map: mapped)
      if route.isReversed { points.reverse() }
      svg +=
        "<path d=\"\(points.data)\" fill=\"none\" stroke=\"#5b6470\" stroke-width=\"1.4\" marker-end=\"url(#arrow)\"/>\n"
    }
  }

  private mutating func drawFrame(
    _ title: String, at corner: PlotPath.Point, _ width: Double, _ height: Double
  ) {
    svg += "<rect \(Self.box(corner, width, height)) rx=\"8\" fill=\"#4338ca\" fill-opacity=\"0.05\" "
    svg += "stroke=\"#4338ca\" stroke-opacity=\"0.6\" stroke-dasharray=\"5 4\"/>\n"
    svg += Self.text(title, corner.x + 12, corner.y + 20, size: Self.frameFontSize, fill: "#4338ca")
  }

  private mutating func draw(
    _ box: DiagramBox, at corner: PlotPath.Point, _ width: Double, _ height: Double
  ) {
    let color = Self.color(box.kind)
    svg += "<rect \(Self.box(corner, width, height)) rx=\"6\" fill=\"\(color)\"/>\n"
    svg += Self.text(
      box.title, corner.x + width / 2, corner.y + 17.5, size: Self.titleFontSize, fill: "#ffffff",
      isCentered: true)
    guard !box.rows.isEmpty else { return }
    let body = PlotPath.Point(x: corner.x + 1, y: corner.y + Self.titleHeight)
    svg +=
      "<rect \(Self.box(body, width - 2, height - Self.titleHeight - 1)) rx=\"5\" fill=\"#ffffff\"/>"
      + "<rect \(Self.box(body, width - 2, 6)) fill=\"#ffffff\"/>\n"
    let content = Self.labelWidth(of: box) + Self.labelGap + Self.valueWidth(of: box)
    let left = corner.x + (width - content) / 2
    for (index, row) in box.rows.enumerated() {
      let y = body.y + 16 + Self.rowHeight * Double(index)
      svg += Self.text(row.label, left, y, size: Self.rowFontSize, fill: "#6b7280")
      svg += Self.text(
        row.value, left + Self.labelWidth(of: box) + Self.labelGap, y, size: Self.rowFontSize, fill: "#111827"
      )
    }
  }

  private static func box(_ corner: PlotPath.Point, _ width: Double, _ height: Double) -> String {
    "x=\"\(PlotText.number(corner.x))\" y=\"\(PlotText.number(corner.y))\" width=\"\(PlotText.number(width))\" "
      + "height=\"\(PlotText.number(height))\""
  }

  private static func text(
    _ text: String, _ x: Double, _ y: Double, size: Double, fill: String, isCentered: Bool = false
  ) -> String {
    "<text x=\"\(PlotText.number(x))\" y=\"\(PlotText.number(y))\" font-size=\"\(PlotText.number(size))\" "
      + "fill=\"\(fill)\"\(isCentered ? " text-anchor=\"middle\"" : "")>\(PlotText.escaped(text))</text>\n"
  }
}
