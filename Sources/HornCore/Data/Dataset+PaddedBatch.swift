import HornTensor

extension Dataset {
  /// Lays consecutive elements side by side, and pads those that are shorter at the end.
  ///
  ///     Dataset([[1, 2], [3]]).paddedBatch(2)  // [[1, 2], [3, 0]]
  ///
  /// - Parameters:
  ///   - batchSize: elements a batch.
  ///   - paddedShapes: the shape of each padded element, nil for an axis means the longest of the batch; nil pads all
  ///     axes to the longest.
  ///   - paddingValues: what fills the rest; nil for 0, false or the empty string.
  ///   - dropRemainder: whether a last batch that is not full is left out.
  ///
  /// An element that is longer than its padded shape is an error.
  public func paddedBatch(
    _ batchSize: Int, paddedShapes: [Int?]? = nil, paddingValues: PaddingValue? = nil,
    dropRemainder: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element.Batch> where Element: Batchable {
    let padding = BatchPadding(shape: paddedShapes, value: paddingValues)
    return groups("paddedBatch", of: batchSize, dropRemainder, file, line) {
      try Element.batch($0, padding: padding)
    }
  }

  /// Lays consecutive pairs side by side, and pads those that are shorter at the end.
  ///
  ///     pairs.paddedBatch(32, paddedShapes: ([nil], []), paddingValues: (0, nil))
  public func paddedBatch<First: Batchable, Second: Batchable>(
    _ batchSize: Int, paddedShapes: ([Int?]?, [Int?]?) = (nil, nil),
    paddingValues: (PaddingValue?, PaddingValue?) = (nil, nil), dropRemainder: Bool = false,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(First.Batch, Second.Batch)> where Element == (First, Second) {
    let padding = (
      BatchPadding(shape: paddedShapes.0, value: paddingValues.0),
      BatchPadding(shape: paddedShapes.1, value: paddingValues.1)
    )
    return groups("paddedBatch", of: batchSize, dropRemainder, file, line) { try Batches.of($0, padding) }
  }

  /// Lays consecutive triples side by side, and pads those that are shorter at the end.
  public func paddedBatch<First: Batchable, Second: Batchable, Third: Batchable>(
    _ batchSize: Int, paddedShapes: ([Int?]?, [Int?]?, [Int?]?) = (nil, nil, nil),
    paddingValues: (PaddingValue?, PaddingValue?, PaddingValue?) = (nil, nil, nil),
    dropRemainder: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(First.Batch, Second.Batch, Third.Batch)> where Element == (First, Second, Third) {
    let padding = (
      BatchPadding(shape: paddedShapes.0, value: paddingValues.0),
      BatchPadding(shape: paddedShapes.1, value: paddingValues.1),
      BatchPadding(shape: paddedShapes.2, value: paddingValues.2)
    )
    return groups("paddedBatch", of: batchSize, dropRemainder, file, line) { try Batches.of($0, padding) }
  }
}
