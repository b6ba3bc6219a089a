/// The line of an arrow in a picture.
struct PlotPath {
  struct Point {
    var x: Double
    var y: Double
  }

  private enum Piece {
    case line(Point)
    /// A cubic curve to the last point.
    case curve(Point, Point, Point)
  }

  private var start: Point
  private var pieces: [Piece] = []
  /// Whether corners are rounded.
  private let isRounded: Bool

  init(_ route: DiagramRoute, _ splines: PlotSplines, map: (DiagramRoute.Point) -> Point) {
    func at(_ breadth: Double, _ depth: Double) -> Point { map(.init(breadth: breadth, depth: depth)) }
    start = map(route.start)
    isRounded = splines == .ortho || !route.corners.isEmpty
    if splines != .line || !route.corners.isEmpty {
      for gap in route.gaps {
        // A bend that nobody would see is none.
        let isStraight = abs(gap.from - gap.to) <= 1
        switch splines {
        case .ortho where !isStraight:
          pieces += [.line(at(gap.from, gap.track)), .line(at(gap.to, gap.track))]
        case .spline, .curved:
          let middle = (gap.start + gap.end) / 2
          pieces.append(.line(at(gap.from, gap.start)))
          pieces.append(.curve(at(gap.from, middle), at(gap.to, middle), at(gap.to, gap.end)))
        default: pieces += [.line(at(gap.from, gap.start)), .line(at(gap.to, gap.end))]
        }
      }
    }
    pieces += route.corners.map { .line(map($0)) }
    pieces.append(.line(map(route.end)))
  }

  /// Lets the line run the other way.
  mutating func reverse() {
    var points = [start]
    for piece in pieces {
      switch piece {
      case .line(let end), .curve(_, _, let end): points.append(end)
      }
    }
    start = points[points.count - 1]
    pieces = zip(pieces, points).reversed().map { piece, before in
      switch piece {
      case .line: .line(before)
      case .curve(let a, let b, _): .curve(b, a, before)
      }
    }
  }

  /// What stands in the attribute `d`.
  var data: String {
    func text(_ point: Point) -> String { "\(PlotText.number(point.x)),\(PlotText.number(point.y))" }
    var result = "M\(text(start))"
    var last = start
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .line(let corner):
        if isRounded, index + 1 < pieces.count, case .line(let next) = pieces[index + 1],
          let (before, after) = Self.rounding(last, corner, next)
        {
          result += " L\(text(before)) Q\(text(corner)) \(text(after))"
          last = after
        } else {
          result += " L\(text(corner))"
          last = corner
        }
      case .curve(let a, let b, let end):
        result += " C\(text(a)) \(text(b)) \(text(end))"
        last = end
      }
    }
    return result
  }

  /// Where a rounded corner begins and ends; nil where there is no corner.
  private static func rounding(_ a: Point, _ corner: Point, _ b: Point) -> (Point, Point)? {
    func length(_ from: Point, _ to: Point) -> Double {
      ((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y)).squareRoot()
    }
    let (first, second) = (length(a, corner), length(corner, b))
    let cross = (corner.x - a.x) * (b.y - corner.y) - (corner.y - a.y) * (b.x - corner.x)
    guard first > 0.5, second > 0.5, abs(cross) > 0.05 * first * second else { return nil }
    let radius = min(6, first / 2, second / 2)
    func toward(_ point: Point, _ length: Double) -> Point {
      Point(
        x: corner.x + (point.x - corner.x) / length * radius,
        y: corner.y + (point.y - corner.y) / length * radius)
    }
    return (toward(a, first), toward(b, second))
  }
}
