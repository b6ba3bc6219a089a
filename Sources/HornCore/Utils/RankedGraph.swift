/// Boxes in ranks, with a place in each rank that a way between them passes through.
struct RankedGraph {
  struct Vertex {
    let breadth: Double
    let rank: Int
    /// Whether only a way passes here.
    let isPassage: Bool
  }

  /// A way from a rank to the next one.
  private struct Segment {
    let vertex: Int
    /// Where it ends at this vertex and at the other one, from their middles.
    let own: Double
    let other: Double
    /// How much it wants to be straight.
    let weight: Double
  }

  private(set) var vertices: [Vertex]
  /// The vertices of each rank, in their order.
  private var ranks: [[Int]]
  private var before: [[Segment]]
  private var after: [[Segment]]
  var rankCount: Int { ranks.count }
  /// Whether there is so much that fewer rounds must do.
  private var isLarge: Bool { vertices.count > 10_000 }

  init(breadths: [Double], ranks: [Int]) {
    vertices = zip(breadths, ranks).map { Vertex(breadth: $0, rank: $1, isPassage: false) }
    self.ranks = Array(repeating: [], count: (ranks.max() ?? -1) + 1)
    before = Array(repeating: [], count: vertices.count)
    after = before
    for (vertex, rank) in ranks.enumerated() { self.ranks[rank].append(vertex) }
  }

  /// Makes the passages of a link; returns all vertices on its way, none for a link from an item to itself.
  mutating func connect(_ link: LayeredLayout.Link) -> [Int] {
    guard link.from != link.to else { return [] }
    let (first, last) = (min(link.from, link.to), max(link.from, link.to))
    let isForward = link.from < link.to
    var chain = [first]
    for rank in (vertices[first].rank + 1)..<max(vertices[last].rank, vertices[first].rank + 1) {
      chain.append(vertices.count)
      ranks[rank].append(vertices.count)
      vertices.append(Vertex(breadth: 8, rank: rank, isPassage: true))
      before.append([])
      after.append([])
    }
    chain.append(last)
    for (upper, lower) in zip(chain, chain.dropFirst()) {
      let exit = upper == first && isForward ? link.exit ?? 0 : 0
      let entry = lower == last && isForward ? link.entry ?? 0 : 0
      let passages = (vertices[upper].isPassage ? 1 : 0) + (vertices[lower].isPassage ? 1 : 0)
      let weight = [1.0, 2, 64][passages]
      after[upper].append(Segment(vertex: lower, own: exit, other: entry, weight: weight))
      before[lower].append(Segment(vertex: upper, own: entry, other: exit, weight: weight))
    }
    return chain
  }

  /// Orders each rank so that few ways cross: by the mean place of the neighbours, to and fro.
  mutating func order() {
    var best = ranks
    var fewest = crossings
    for sweep in 0..<(isLarge ? 1 : 8) where fewest > 0 {
      let places = sweep % 2 == 0 ? Array(ranks.indices.dropFirst()) : ranks.indices.dropLast().reversed()
      for rank in places { sort(rank, by: sweep % 2 == 0 ? before : after) }
      let count = crossings
      if count < fewest { (fewest, best) = (count, ranks) }
    }
    ranks = best
  }

  private mutating func sort(_ rank: Int, by neighbours: [[Segment]]) {
    var places: [Int: Double] = [:]
    for order in [rank - 1, rank + 1] where ranks.indices.contains(order) {
      for (place, vertex) in ranks[order].enumerated() { places[vertex] = Double(place) }
    }
    let keys = ranks[rank].enumerated().map { place, vertex in
      let found = neighbours[vertex].compactMap { segment in
        // The end at a wide neighbour counts, too.
        places[segment.vertex].map { $0 + segment.other / (vertices[segment.vertex].breadth + 1) }
      }
      return (
        key: found.isEmpty ? Double(place) : found.reduce(0, +) / Double(found.count), place: place,
        vertex: vertex
      )
    }
    ranks[rank] = keys.sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(\.vertex)
  }

  /// How many pairs of ways cross.
  private var crossings: Int {
    var count = 0
    for (upper, lower) in zip(ranks, ranks.dropFirst()) {
      let places = Dictionary(uniqueKeysWithValues: lower.enumerated().map { ($1, Double($0)) })
      var ends: [Double] = []
      for vertex in upper {
        let found = after[vertex].sorted { $0.own < $1.own }.map { segment in
          (places[segment.vertex] ?? 0) + segment.other / (vertices[segment.vertex].breadth + 1)
        }
        for end in found {
          var (low, high) = (0, ends.count)
          while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= end { low = middle + 1 } else { high = middle }
          }
          count += ends.count - low
          ends.insert(end, at: low)
        }
      }
    }
    return count
  }

  /// The middle of each vertex across the flow: near to those of its neighbours, without overlaps.
  func breadths(_ chains: [[Int]]) -> [Double] {
    var middles = Array(repeating: 0.0, count: vertices.count)
    for rank in ranks {
      for (vertex, place) in zip(rank, offsets(rank)) { middles[vertex] = place }
      let shift = ((rank.last.map { middles[$0] } ?? 0)) / 2
      for vertex in rank { middles[vertex] -= shift }
    }
    for sweep in 0..<(isLarge ? 6 : 60) {
      let isDown = sweep % 2 == 0
      for rank in isDown ? Array(ranks.indices) : ranks.indices.reversed() {
        let wanted = ranks[rank].map { vertex in
          let all =
            sweep >= (isLarge ? 4 : 20)
            ? before[vertex] + after[vertex] : isDown ? before[vertex] : after[vertex]
          let weight = all.reduce(0) { $0 + $1.weight }
          guard weight > 0 else { return (place: middles[vertex], weight: 0.01) }
          let sum = all.reduce(0) { $0 + $1.weight * (middles[$1.vertex] + $1.other - $1.own) }
          return (place: sum / weight, weight: weight)
        }
        for (vertex, place) in zip(ranks[rank], nearest(wanted, offsets(ranks[rank]))) {
          middles[vertex] = place
        }
      }
    }
    return middles
  }

  /// Where the vertices of a rank are if they stand close together.
  private func offsets(_ rank: [Int]) -> [Double] {
    var offsets: [Double] = []
    for (index, vertex) in rank.enumerated() {
      guard index > 0 else {
        offsets.append(0)
        continue
      }
      let (a, b) = (vertices[rank[index - 1]], vertices[vertex])
      offsets.append(
        offsets[index - 1] + (a.breadth + b.breadth) / 2 + (a.isPassage || b.isPassage ? 12 : 26))
    }
    return offsets
  }

  /// The places nearest to the wanted ones (in the sum of weighted squares) that keep the distances between offsets:
  /// a monotone regression by pooling neighbours that are too close.
  private func nearest(_ wanted: [(place: Double, weight: Double)], _ offsets: [Double]) -> [Double] {
    var pools: [(mean: Double, weight: Double, count: Int)] = []
    for (wish, offset) in zip(wanted, offsets) {
      pools.append((wish.place - offset, wish.weight, 1))
      while pools.count > 1, pools[pools.count - 2].mean > pools[pools.count - 1].mean {
        let last = pools.removeLast()
        let first = pools.removeLast()
        let weight = first.weight + last.weight
        pools.append(
          ((first.mean * first.weight + last.mean * last.weight) / weight, weight, first.count + last.count))
      }
    }
    let places = pools.flatMap { Array(repeating: $0.mean, count: $0.count) }
    return zip(places, offsets).map { $0 + $1 }
  }
}
