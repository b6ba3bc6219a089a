import HornTensor

/// The steps of layers that feed each other.
final class StreamChain: StreamStep {
  private let links: [Link]

  private final class Link {
    let step: any StreamStep
    let keepsMask: Bool

    init(_ step: any StreamStep, keepsMask: Bool) {
      self.step = step
      self.keepsMask = keepsMask
    }
  }

  /// - Parameter place: where the first layer stands.
  /// - Throws: `HornError` that names the layer that has no output step by step.
  init(_ layers: [Layer], place: StreamPlace) throws {
    var place = place
    var links: [Link] = []
    for layer in layers {
      if let step = try layer.streamStep(place) {
        links.append(Link(step, keepsMask: layer.supportsMasking || layer is Model))
      }
      place.shape = try layer.computeOutputShape([place.shape])[0]
      if let recurrent = layer as? RNN, !recurrent.returnSequences { place.isSequence = false }
    }
    self.links = links
  }

  func advance(_ row: StreamRow) throws -> StreamRow {
    var row = row
    // Iterators take memory in debug builds; this takes none in any.
    var index = 0
    while index < links.count {
      row = try links[index].step.advance(row)
      if !links[index].keepsMask { row.isMasked = false }
      index += 1
    }
    return row
  }

  func reset() {
    for link in links { link.step.reset() }
  }
}

extension Sequential: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    try StreamChain(layers, place: place)
  }
}
