import HornTensor

/// The steps of layers that feed each other.
final class StreamChain: StreamStep {
  private let links: [(step: any StreamStep, keepsMask: Bool)]

  /// - Parameter place: where the first layer stands.
  /// - Throws: `HornError` that names the layer that has no output step by step.
  init(_ layers: [Layer], place: StreamPlace) throws {
    var place = place
    var links: [(step: any StreamStep, keepsMask: Bool)] = []
    for layer in layers {
      if let step = try layer.streamStep(place) {
        links.append((step, layer.supportsMasking || layer is Model))
      }
      place.shape = try layer.computeOutputShape([place.shape])[0]
      if let recurrent = layer as? RNN, !recurrent.returnSequences { place.isSequence = false }
    }
    self.links = links
  }

  func advance(_ row: StreamRow) throws -> StreamRow {
    var row = row
    for link in links {
      row = try link.step.advance(row)
      if !link.keepsMask { row.isMasked = false }
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
