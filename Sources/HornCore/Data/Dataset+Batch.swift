import HornTensor

extension Dataset {
  /// Lays consecutive elements side by side: tensors with a first axis for the samples.
  ///
  ///     Dataset(0..<5).batch(2)  // [0, 1], [2, 3], [4]
  ///
  /// What elements may be is in ``Batchable``; tuples of two and three give tuples of batches.
  ///
  /// - Parameters:
  ///   - batchSize: elements a batch.
  ///   - dropRemainder: whether a last batch that is not full is left out.
  ///
  /// Elements of different shapes are an error that says which; ``paddedBatch(_:paddedShapes:paddingValues:dropRemainder:file:line:)``
  /// brings them to one.
  public func batch(
    _ batchSize: Int, dropRemainder: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element.Batch> where Element: Batchable {
    groups("batch", of: batchSize, dropRemainder, file, line) { try Element.batch($0, padding: nil) }
  }

  /// Lays consecutive pairs side by side.
  public func batch<First: Batchable, Second: Batchable>(
    _ batchSize: Int, dropRemainder: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(First.Batch, Second.Batch)> where Element == (First, Second) {
    groups("batch", of: batchSize, dropRemainder, file, line) { try Batches.of($0, (nil, nil)) }
  }

  /// Lays consecutive triples side by side.
  public func batch<First: Batchable, Second: Batchable, Third: Batchable>(
    _ batchSize: Int, dropRemainder: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(First.Batch, Second.Batch, Third.Batch)> where Element == (First, Second, Third) {
    groups("batch", of: batchSize, dropRemainder, file, line) { try Batches.of($0, (nil, nil, nil)) }
  }

  /// What is made of so many consecutive elements.
  func groups<Batch: Sendable>(
    _ what: String, of batchSize: Int, _ dropRemainder: Bool, _ file: StaticString, _ line: UInt,
    _ combine: @escaping @Sendable ([Element]) throws -> Batch
  ) -> Dataset<Batch> {
    require(
      batchSize > 0, "\(what): the batch size is \(batchSize); expected at least 1", file: file, line: line)
    let size = size.map { dropRemainder ? $0 / batchSize : $0.dividedRoundingUp(by: batchSize) }
    return Dataset<Batch>(size: size) {
      let next = try start()
      var number = 0
      return {
        var elements: [Element] = []
        while elements.count < batchSize, let element = try next() { elements.append(element) }
        guard elements.count == batchSize || (!elements.isEmpty && !dropRemainder) else { return nil }
        defer { number += 1 }
        return try Batches.located(what, number) { try combine(elements) }
      }
    }
  }
}

extension Dataset {
  /// The samples of the batches, one by one.
  public func unbatch() -> Dataset<Element.Slice> where Element: Sliceable {
    flatMap { try Dataset<Element.Slice>(tensorSlices: $0) }
  }

  /// The samples of pairs of batches, one by one.
  public func unbatch<First: Sliceable, Second: Sliceable>() -> Dataset<(First.Slice, Second.Slice)>
  where Element == (First, Second) {
    flatMap { try Dataset<(First.Slice, Second.Slice)>(tensorSlices: $0) }
  }

  /// The samples of triples of batches, one by one.
  public func unbatch<First: Sliceable, Second: Sliceable, Third: Sliceable>()
    -> Dataset<(First.Slice, Second.Slice, Third.Slice)> where Element == (First, Second, Third)
  {
    flatMap { try Dataset<(First.Slice, Second.Slice, Third.Slice)>(tensorSlices: $0) }
  }
}
