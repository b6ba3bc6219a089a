import HornTensor

/// A token's row of the table, where it lies.
final class EmbeddingStep: StreamStep {
  private let name: String
  private let table: Tensor
  private let maskZero: Bool

  init(name: String, table: Tensor, maskZero: Bool) {
    self.name = name
    self.table = table
    self.maskZero = maskZero
  }

  func advance(_ row: StreamRow) throws -> StreamRow {
    let token = Int(row.token)
    guard token >= 0, token < table.shape[0] else {
      throw HornError(
        .value,
        "Layer \"\(name)\" (Embedding) got the token \(token) in a stream; inputDim is \(table.shape[0]), so tokens "
          + "must be from 0 to \(table.shape[0] - 1)")
    }
    return StreamRow(values: table.f32 + token * table.shape[1], isMasked: maskZero && token == 0)
  }
}

extension Embedding: StreamableLayer {
  func makeStreamStep(_ place: StreamPlace) throws -> (any StreamStep)? {
    guard let embeddings else { throw notBuilt() }
    guard place.isSequence, place.shape.count == 2 else {
      throw cannotStream(
        "a step of its input must be one token, but the input has the shape \(formatShape(place.shape))")
    }
    return EmbeddingStep(name: name, table: embeddings.value.detached, maskZero: maskZero)
  }
}
