import HornTensor

/// One layer's share of a ``ModelStream``: what it does with one time step of one sequence, and what it remembers.
///
/// It has copies of the weights and memory of its own, so that a step takes none.
protocol StreamStep: AnyObject {
  /// Takes the row of the time step, and gives that of the next layer.
  func advance(_ row: StreamRow) throws -> StreamRow

  /// Begins a new sequence.
  func reset()
}

extension StreamStep {
  func reset() {}
}

/// A layer that can be given a sequence step by step, or that says why it cannot.
protocol StreamableLayer: Layer {
  /// The layer's share of a stream; nil where a row passes unchanged.
  ///
  /// - Throws: `HornError` where the output for the steps so far does not follow from one step after the other.
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)?
}

/// Where in a model a layer stands.
struct StreamPlace {
  /// The layer's input: `[batch, time, …]`, or `[batch, …]` behind a layer that gives its last output only.
  var shape: [Int?]
  /// Whether the input has an axis for the time.
  var isSequence: Bool

  /// Length of the row at one step.
  ///
  /// - Throws: `HornError` where there is more to a step than a row, or its length is not known.
  func rowLength(_ layer: Layer) throws -> Int {
    guard shape.count == (isSequence ? 3 : 2), let length = shape[shape.count - 1] else {
      throw layer.cannotStream(
        "a step of its input must be one row of known length, but the input has the shape \(formatShape(shape))"
      )
    }
    return length
  }
}

extension Layer {
  /// The error of a layer that has no output step by step.
  func cannotStream(_ reason: String) -> HornError {
    HornError(.configuration, "Layer \"\(name)\" (\(className)) cannot be streamed: \(reason)")
  }

  /// The layer's share of a stream; see ``StreamableLayer``.
  func streamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    guard let layer = self as? any StreamableLayer else {
      throw cannotStream("Horn does not know its output for one time step without the other steps")
    }
    return try layer.makeStreamStep(place)
  }
}
