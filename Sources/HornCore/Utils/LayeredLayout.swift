/// Places boxes in ranks so that the ways between them lead from rank to rank and cross little.
///
/// Source: Sugiyama, Tagawa and Toda, Methods for Visual Understanding of Hierarchical System Structures, 1981.
struct LayeredLayout {
  struct Item {
    var breadth: Double
    var depth: Double
    /// Whether it is a place at the end of a frame, behind all boxes.
    var isPort = false
  }

  struct Link {
    let from: Int
    let to: Int
    /// Where it leaves and enters, from the middle of the items; nil lets links of an item share its edge.
    var exit: Double?
    var entry: Double?
  }

  static let rankGap = 34.0
  static let trackGap = 9.0

  private(set) var breadth = 0.0
  private(set) var depth = 0.0
  /// The middle of each item across the flow, and where it begins along it.
  private(set) var centers: [Double] = []
  private(set) var starts: [Double] = []
  /// The way of each link.
  private(set) var routes: [DiagramRoute] = []

  /// - Parameters:
  ///   - links: from lower to higher items for most; the others go backward.
  ///   - pullsSources: whether boxes that nothing goes to stand next to where they are needed, instead of in front.
  init(_ items: [Item], _ links: [Link], pullsSources: Bool) {
    let ranks = Self.ranks(items, links, pullsSources)
    var graph = RankedGraph(breadths: items.map(\.breadth), ranks: ranks)
    let chains = links.map { graph.connect($0) }
    graph.order()
    let middles = graph.breadths(chains)
    place(items, links, ranks, graph, chains, middles)
  }

  private static func ranks(_ items: [Item], _ links: [Link], _ pullsSources: Bool) -> [Int] {
    var ranks = Array(repeating: 0, count: items.count)
    var next = Array(repeating: [Int](), count: items.count)
    var hasSource = Array(repeating: false, count: items.count)
    for link in links where link.from != link.to {
      next[min(link.from, link.to)].append(max(link.from, link.to))
      hasSource[max(link.from, link.to)] = true
    }
    for item in items.indices {
      for target in next[item] { ranks[target] = max(ranks[target], ranks[item] + 1) }
    }
    if pullsSources {
      for item in items.indices where !hasSource[item] {
        if let nearest = next[item].map({ ranks[$0] }).min() { ranks[item] = nearest - 1 }
      }
    }
    let last = (items.indices.filter { !items[$0].isPort }.map { ranks[$0] }.max() ?? -1) + 1
    for item in items.indices where items[item].isPort { ranks[item] = last }
    return ranks
  }

  private mutating func place(
    _ items: [Item], _ links: [Link], _ ranks: [Int], _ graph: RankedGraph, _ chains: [[Int]],
    _ middles: [Double]
  ) {
    let left = graph.vertices.indices.map { middles[$0] - graph.vertices[$0].breadth / 2 }.min() ?? 0
    let right = graph.vertices.indices.map { middles[$0] + graph.vertices[$0].breadth / 2 }.max() ?? 0
    let middles = middles.map { $0 - left }
    breadth = right - left
    centers = items.indices.map { middles[$0] }

    let (exits, entries) = Self.attachments(items, links, chains, middles)
    // How each link crosses each gap: the breadths at both ends.
    var crossings = Array(repeating: [(link: Int, from: Double, to: Double)](), count: graph.rankCount)
    for (link, chain) in chains.enumerated() {
      for (step, pair) in zip(chain, chain.dropFirst()).enumerated() {
        let from = middles[pair.0] + (step == 0 ? exits[link] : 0)
        let to = middles[pair.1] + (step == chain.count - 2 ? entries[link] : 0)
        crossings[graph.vertices[pair.0].rank].append((link, from, to))
      }
    }

    let rankDepths = (0..<graph.rankCount).map { rank in
      items.indices.filter { ranks[$0] == rank }.map { items[$0].depth }.max() ?? 0
    }
    var rankStarts: [Double] = []
    var gaps = Array(repeating: [DiagramRoute.Gap](), count: links.count)
    for rank in 0..<graph.rankCount {
      rankStarts.append(depth)
      depth += rankDepths[rank]
      guard rank + 1 < graph.rankCount else { break }
      let bent = crossings[rank].filter { abs($0.from - $0.to) > 1 }.sorted(by: Self.isAbove)
      let tracks = Dictionary(uniqueKeysWithValues: bent.enumerated().map { ($1.link, $0) })
      let isBeforePorts = rank + 2 == graph.rankCount && items.contains(where: \.isPort)
      let length = max(
        isBeforePorts && bent.isEmpty ? 4 : Self.rankGap, Self.trackGap * Double(bent.count + 1))
      for crossing in crossings[rank] {
        let place = tracks[crossing.link].map { Double($0 + 1) / Double(bent.count + 1) } ?? 0.5
        gaps[crossing.link].append(
          DiagramRoute.Gap(
            from: crossing.from, to: crossing.to, start: depth, end: depth + length,
            track: depth + length * place))
      }
      depth += length
    }
    starts = items.indices.map { rankStarts[ranks[$0]] + (rankDepths[ranks[$0]] - items[$0].depth) / 2 }
    routes = links.indices.map { index in
      let link = links[index]
      let (first, last) = (min(link.from, link.to), max(link.from, link.to))
      guard first != last else { return DiagramRoute(start: corner(first), end: corner(first)) }
      return DiagramRoute(
        start: .init(breadth: centers[first] + exits[index], depth: starts[first] + items[first].depth),
        gaps: gaps[index],
        end: .init(breadth: centers[last] + entries[index], depth: starts[last]),
        isReversed: link.from > link.to)
    }
  }

  private func corner(_ item: Int) -> DiagramRoute.Point {
    .init(breadth: centers[item], depth: starts[item])
  }

  /// The order of the pieces across in a gap, by which neighbours that go the same way do not cross.
  private static func isAbove(
    _ a: (link: Int, from: Double, to: Double), _ b: (link: Int, from: Double, to: Double)
  ) -> Bool {
    let (aGoesUp, bGoesUp) = (a.to > a.from, b.to > b.from)
    if aGoesUp != bGoesUp { return aGoesUp }
    return aGoesUp ? (a.from, a.to) > (b.from, b.to) : (a.from, a.to) < (b.from, b.to)
  }

  /// Where each link leaves its first and enters its last item, from the middle of the item.
  private static func attachments(
    _ items: [Item], _ links: [Link], _ chains: [[Int]], _ middles: [Double]
  ) -> (exits: [Double], entries: [Double]) {
    var exits = links.map { $0.from < $0.to ? $0.exit : nil }.map { $0 ?? .nan }
    var entries = links.map { $0.from < $0.to ? $0.entry : nil }.map { $0 ?? .nan }
    func share(_ ends: inout [Double], _ end: (Int) -> Int, _ other: (Int) -> Int) {
      let open = links.indices.filter { ends[$0].isNaN && !chains[$0].isEmpty }
      for (item, group) in Dictionary(grouping: open, by: end) {
        let sorted = group.sorted { (middles[other($0)], $0) < (middles[other($1)], $1) }
        let room = max(0, items[item].breadth - 24)
        let step = min(20, room / Double(sorted.count))
        for (place, link) in sorted.enumerated() {
          ends[link] = (Double(place) - Double(sorted.count - 1) / 2) * step
        }
      }
    }
    share(&exits, { chains[$0][0] }, { chains[$0][1] })
    share(&entries, { chains[$0][chains[$0].count - 1] }, { chains[$0][chains[$0].count - 2] })
    return (exits.map { $0.isNaN ? 0 : $0 }, entries.map { $0.isNaN ? 0 : $0 })
  }
}
