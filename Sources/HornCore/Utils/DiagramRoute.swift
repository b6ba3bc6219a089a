/// The way of an arrow, from the edge of a box to that of another.
///
/// All places are given by breadth (across the flow of the data) and depth (along it).
struct DiagramRoute {
  struct Point {
    var breadth: Double
    var depth: Double
  }

  /// The way from a rank of boxes to the next one.
  struct Gap {
    /// The breadth at which it is entered, and that at which it is left.
    var from: Double
    var to: Double
    /// Where the ranks end and begin.
    var start: Double
    var end: Double
    /// The depth of the piece across, where the arrow runs in right angles.
    var track: Double
  }

  var start: Point
  var gaps: [Gap] = []
  var end: Point
  /// The corners of a way from a box to itself.
  var corners: [Point] = []
  /// Whether the arrow points to the start.
  var isReversed = false

  /// The same way with everything moved.
  func moved(breadth: Double, depth: Double) -> DiagramRoute {
    func moved(_ point: Point) -> Point {
      Point(breadth: point.breadth + breadth, depth: point.depth + depth)
    }
    var route = self
    route.start = moved(start)
    route.end = moved(end)
    route.corners = corners.map(moved)
    route.gaps = gaps.map {
      Gap(
        from: $0.from + breadth, to: $0.to + breadth, start: $0.start + depth, end: $0.end + depth,
        track: $0.track + depth)
    }
    return route
  }

  /// This way and then another that begins where it ends.
  func joined(to next: DiagramRoute) -> DiagramRoute {
    var route = next
    route.start = start
    route.gaps = gaps + next.gaps
    return route
  }
}
