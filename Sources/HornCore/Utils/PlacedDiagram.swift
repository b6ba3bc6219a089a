/// A diagram with all places known, in breadth and depth.
struct PlacedDiagram {
  struct Node {
    enum Content {
      case box(DiagramBox)
      case nested(PlacedDiagram)
    }

    let content: Content
    var start: DiagramRoute.Point
    let breadth: Double
    let depth: Double
  }

  /// What a frame leaves free around the boxes in it.
  struct Insets {
    var breadth = (start: 0.0, end: 0.0)
    var depth = (start: 0.0, end: 0.0)
  }

  let name: String
  private(set) var nodes: [Node] = []
  private(set) var routes: [DiagramRoute] = []
  /// The ways from boxes to the end of the frame, by the places of the boxes.
  private var exits: [[Int]: DiagramRoute] = [:]
  private var insets = Insets()
  private(set) var breadth = 0.0
  private(set) var depth = 0.0

  /// - Parameter leaving: the places of boxes from which something goes out of the frame; nil for the whole picture.
  init(_ diagram: ModelDiagram, _ direction: PlotDirection, leaving: [[Int]]? = nil) {
    name = diagram.name
    if leaving != nil { setInsets(direction) }
    var outgoing: [Int: [[Int]]] = [:]
    for path in diagram.edges.map(\.from) + (leaving ?? []) where path.count > 1 {
      outgoing[path[0], default: []].append(Array(path.dropFirst()))
    }
    for (place, content) in diagram.contents.enumerated() {
      nodes.append(Self.node(content, direction, leaving: outgoing[place] ?? []))
    }

    let loops = Set(diagram.edges.filter { $0.from[0] == $0.to[0] }.map { $0.from[0] })
    var items = nodes.enumerated().map { place, node in
      LayeredLayout.Item(breadth: node.breadth + (loops.contains(place) ? 44 : 0), depth: node.depth)
    }
    var links = diagram.edges.map { edge in
      LayeredLayout.Link(
        from: edge.from[0], to: edge.to[0], exit: exitOffset(edge.from), entry: entryOffset(edge.to))
    }
    var known: Set<[Int]> = []
    let ports = (leaving ?? []).filter { known.insert($0).inserted }
    for path in ports {
      links.append(LayeredLayout.Link(from: path[0], to: items.count, exit: exitOffset(path), entry: 0))
      items.append(LayeredLayout.Item(breadth: 8, depth: 0, isPort: true))
    }

    let layout = LayeredLayout(items, links, pullsSources: leaving == nil)
    let (left, top) = (insets.breadth.start, insets.depth.start)
    for place in nodes.indices {
      nodes[place].start = .init(
        breadth: left + layout.centers[place] - nodes[place].breadth / 2, depth: top + layout.starts[place])
    }
    let moved = layout.routes.map { $0.moved(breadth: left, depth: top) }
    depth = top + layout.depth + insets.depth.end
    breadth = left + layout.breadth + insets.breadth.end
    widen(direction, isFrame: leaving != nil)
    routes = zip(diagram.edges, moved).map { route($0, $1) }
    for (path, way) in zip(ports, moved.dropFirst(diagram.edges.count)) {
      var exit = start(path).joined(to: way)
      exit.end.depth = depth
      exits[path] = exit
    }
  }

  private static func node(
    _ content: ModelDiagram.Content, _ direction: PlotDirection, leaving: [[Int]]
  ) -> Node {
    switch content {
    case .box(let box):
      let size = DiagramDrawing.size(of: box)
      return Node(
        content: .box(box), start: .init(breadth: 0, depth: 0),
        breadth: direction.isVertical ? size.width : size.height,
        depth: direction.isVertical ? size.height : size.width)
    case .nested(let inner):
      let placed = PlacedDiagram(inner, direction, leaving: leaving)
      return Node(
        content: .nested(placed), start: .init(breadth: 0, depth: 0), breadth: placed.breadth,
        depth: placed.depth)
    }
  }

  /// Room around the boxes, and for the name above them.
  private mutating func setInsets(_ direction: PlotDirection) {
    let (side, above) = (14.0, 32.0)
    insets = Insets(breadth: (side, side), depth: (side, side))
    switch direction {
    case .topToBottom: insets.depth.start = above
    case .bottomToTop: insets.depth.end = above
    case .leftToRight, .rightToLeft: insets.breadth.start = above
    }
  }

  /// Makes room for the name.
  private mutating func widen(_ direction: PlotDirection, isFrame: Bool) {
    guard isFrame else { return }
    let least = PlotText.width(DiagramDrawing.frameTitle(name), size: DiagramDrawing.frameFontSize) + 24
    if direction.isVertical { breadth = max(breadth, least) } else { depth = max(depth, least) }
  }

  private func exitOffset(_ path: [Int]) -> Double? {
    guard path.count > 1, case .nested(let inner) = nodes[path[0]].content else { return nil }
    return inner.exits[Array(path.dropFirst())].map { $0.end.breadth - inner.breadth / 2 }
  }

  private func entryOffset(_ path: [Int]) -> Double? {
    guard path.count > 1, case .nested(let inner) = nodes[path[0]].content else { return nil }
    return inner.entry(path.dropFirst()).breadth - inner.breadth / 2
  }

  /// The middle of the edge at which ways enter a box.
  private func entry(_ path: ArraySlice<Int>) -> DiagramRoute.Point {
    guard let place = path.first else { return .init(breadth: 0, depth: 0) }
    let node = nodes[place]
    guard path.count > 1, case .nested(let inner) = node.content else {
      return .init(breadth: node.start.breadth + node.breadth / 2, depth: node.start.depth)
    }
    let found = inner.entry(path.dropFirst())
    return .init(breadth: node.start.breadth + found.breadth, depth: node.start.depth + found.depth)
  }

  /// The way from a box to the end of the frame in which it stands here; empty for a box that stands here itself.
  private func start(_ path: [Int]) -> DiagramRoute {
    let node = nodes[path[0]]
    if path.count > 1, case .nested(let inner) = node.content, let exit = inner.exits[Array(path.dropFirst())]
    {
      return exit.moved(breadth: node.start.breadth, depth: node.start.depth)
    }
    let end = DiagramRoute.Point(
      breadth: node.start.breadth + node.breadth / 2, depth: node.start.depth + node.depth)
    return DiagramRoute(start: end, end: end)
  }

  /// The whole way of an edge, for its way between the frames or boxes that stand here.
  private func route(_ edge: ModelDiagram.Edge, _ way: DiagramRoute) -> DiagramRoute {
    let (from, to) = (edge.from, edge.to)
    if from[0] == to[0] { return loop(edge) }
    var route = way
    if way.isReversed { return route }
    if from.count > 1 { route = start(from).joined(to: way) }
    if to.count > 1 { route.end = .init(breadth: way.end.breadth, depth: entry(to[...]).depth) }
    return route
  }

  /// The way from a box to itself, around its side.
  private func loop(_ edge: ModelDiagram.Edge) -> DiagramRoute {
    let node = nodes[edge.from[0]]
    let begin = start(edge.from)
    let goal = entry(edge.to[...])
    let (top, bottom) = (node.start.depth - 9, node.start.depth + node.depth + 9)
    let right = node.start.breadth + node.breadth
    // Of a box, it uses the corners, as other ways use the middle.
    let exit = edge.from.count > 1 ? begin.end.breadth : right - 16
    let entrance = edge.to.count > 1 ? goal.breadth : right - 16
    var route = begin
    if edge.from.count == 1 { route.start.breadth = exit }
    route.corners = [
      .init(breadth: exit, depth: bottom), .init(breadth: right + 16, depth: bottom),
      .init(breadth: right + 16, depth: top), .init(breadth: entrance, depth: top),
    ]
    route.end = .init(breadth: entrance, depth: goal.depth)
    return route
  }
}
