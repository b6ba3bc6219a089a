import HornTensor

extension Dataset {
  /// Batches elements of like length, so that little is padded.
  ///
  ///     let batches = sentences.bucketBySequenceLength(
  ///       { $0.count }, bucketBoundaries: [10, 20, 40], bucketBatchSizes: [128, 64, 32, 16])
  ///
  /// An element waits in the bucket of its length until the bucket is full; at the end of the data the buckets are
  /// emptied from the shortest on.
  ///
  /// - Parameters:
  ///   - elementLength: the length of an element.
  ///   - bucketBoundaries: the lengths at which a new bucket begins, in ascending order.
  ///   - bucketBatchSizes: elements a batch for each bucket; one more than boundaries.
  ///   - paddedShapes: the shape of each padded element; nil for an axis, or for all, means the longest of the batch.
  ///   - paddingValues: what fills the rest; nil for 0, false or the empty string.
  ///   - padToBucketBoundary: whether to pad up to the longest that the bucket may hold: what is nil in `paddedShapes`, or
  ///     the first axis where no shape is given. An element that belongs behind the last boundary is an error.
  ///   - noPadding: whether nothing is padded; the elements of a bucket must then have one shape.
  ///   - dropRemainder: whether batches that are not full at the end of the data are left out.
  public func bucketBySequenceLength(
    _ elementLength: @escaping @Sendable (Element) throws -> Int, bucketBoundaries: [Int],
    bucketBatchSizes: [Int], paddedShapes: [Int?]? = nil, paddingValues: PaddingValue? = nil,
    padToBucketBoundary: Bool = false, noPadding: Bool = false, dropRemainder: Bool = false,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element.Batch> where Element: Batchable {
    let buckets = Buckets(
      bucketBoundaries, bucketBatchSizes, padToBucketBoundary: padToBucketBoundary, noPadding: noPadding,
      dropRemainder: dropRemainder, file, line)
    return buckets.batches(self, elementLength) { elements, bucket in
      try Element.batch(
        elements, padding: buckets.padding(bucket, shape: paddedShapes, value: paddingValues))
    }
  }

  /// Batches pairs of like length.
  ///
  ///     let batches = pairs.bucketBySequenceLength(
  ///       { tokens, _ in tokens.count }, bucketBoundaries: [10, 20], bucketBatchSizes: [64, 32, 16],
  ///       paddedShapes: ([nil], []))
  public func bucketBySequenceLength<First: Batchable, Second: Batchable>(
    _ elementLength: @escaping @Sendable (Element) throws -> Int, bucketBoundaries: [Int],
    bucketBatchSizes: [Int], paddedShapes: ([Int?]?, [Int?]?) = (nil, nil),
    paddingValues: (PaddingValue?, PaddingValue?) = (nil, nil), padToBucketBoundary: Bool = false,
    noPadding: Bool = false, dropRemainder: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(First.Batch, Second.Batch)> where Element == (First, Second) {
    let buckets = Buckets(
      bucketBoundaries, bucketBatchSizes, padToBucketBoundary: padToBucketBoundary, noPadding: noPadding,
      dropRemainder: dropRemainder, file, line)
    return buckets.batches(self, elementLength) { elements, bucket in
      try Batches.of(
        elements,
        (
          buckets.padding(bucket, shape: paddedShapes.0, value: paddingValues.0),
          buckets.padding(bucket, shape: paddedShapes.1, value: paddingValues.1)
        ))
    }
  }

  /// Batches triples of like length.
  public func bucketBySequenceLength<First: Batchable, Second: Batchable, Third: Batchable>(
    _ elementLength: @escaping @Sendable (Element) throws -> Int, bucketBoundaries: [Int],
    bucketBatchSizes: [Int], paddedShapes: ([Int?]?, [Int?]?, [Int?]?) = (nil, nil, nil),
    paddingValues: (PaddingValue?, PaddingValue?, PaddingValue?) = (nil, nil, nil),
    padToBucketBoundary: Bool = false, noPadding: Bool = false, dropRemainder: Bool = false,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<(First.Batch, Second.Batch, Third.Batch)> where Element == (First, Second, Third) {
    let buckets = Buckets(
      bucketBoundaries, bucketBatchSizes, padToBucketBoundary: padToBucketBoundary, noPadding: noPadding,
      dropRemainder: dropRemainder, file, line)
    return buckets.batches(self, elementLength) { elements, bucket in
      try Batches.of(
        elements,
        (
          buckets.padding(bucket, shape: paddedShapes.0, value: paddingValues.0),
          buckets.padding(bucket, shape: paddedShapes.1, value: paddingValues.1),
          buckets.padding(bucket, shape: paddedShapes.2, value: paddingValues.2)
        ))
    }
  }
}
