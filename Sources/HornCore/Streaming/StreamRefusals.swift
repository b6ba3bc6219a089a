import HornTensor

// Layers whose output for the steps so far does not follow from one step after the other.

extension Bidirectional: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    throw cannotStream(
      "its backward direction begins at the end of the sequence, which a stream has not seen")
  }
}

extension GlobalPooling1D: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    throw cannotStream("it takes all time steps together")
  }
}

extension Lambda: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    throw cannotStream("its function is made for whole sequences; write the step behind the stream instead")
  }
}
