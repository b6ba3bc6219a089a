import HornTensor

// Layers that change nothing in inference.

extension InputLayer: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? { nil }
}

extension Identity: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? { nil }
}

extension Dropout: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? { nil }
}

extension ActivityRegularization: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? { nil }
}

extension NoiseLayer: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? { nil }
}

extension Flatten: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    guard !place.isSequence, place.shape.count == 2 else {
      throw cannotStream("it lines up all time steps, whose number a stream does not know")
    }
    return nil
  }
}

extension TimeDistributed: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    _ = try place.rowLength(self)
    guard place.isSequence else { throw cannotStream("there are no time steps left to distribute over") }
    return try layer.streamStep(
      StreamPlace(shape: [place.shape[0]] + place.shape.dropFirst(2), isSequence: false))
  }
}
