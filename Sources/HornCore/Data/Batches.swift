import HornTensor

/// How tuples become batches.
enum Batches {
  static func of<First: Batchable, Second: Batchable>(
    _ rows: [(First, Second)], _ padding: (BatchPadding?, BatchPadding?)
  ) throws -> (First.Batch, Second.Batch) {
    (
      try part(0) { try First.batch(rows.map(\.0), padding: padding.0) },
      try part(1) { try Second.batch(rows.map(\.1), padding: padding.1) }
    )
  }

  static func of<First: Batchable, Second: Batchable, Third: Batchable>(
    _ rows: [(First, Second, Third)], _ padding: (BatchPadding?, BatchPadding?, BatchPadding?)
  ) throws -> (First.Batch, Second.Batch, Third.Batch) {
    (
      try part(0) { try First.batch(rows.map(\.0), padding: padding.0) },
      try part(1) { try Second.batch(rows.map(\.1), padding: padding.1) },
      try part(2) { try Third.batch(rows.map(\.2), padding: padding.2) }
    )
  }

  /// Says of an error which part of a tuple it is about.
  private static func part<Batch>(_ index: Int, _ body: () throws -> Batch) throws -> Batch {
    do {
      return try body()
    } catch let error as HornError {
      throw HornError(error.kind, "part \(index) of the elements: \(error.message)")
    }
  }

  /// Says of an error which batch it is about.
  static func located<Batch>(_ what: String, _ number: Int, _ body: () throws -> Batch) throws -> Batch {
    do {
      return try body()
    } catch let error as HornError {
      throw HornError(error.kind, "\(what): batch \(number): \(error.message)")
    }
  }
}
