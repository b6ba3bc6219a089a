import HornTensor

/// The buckets of `bucketBySequenceLength`.
struct Buckets: Sendable {
  let boundaries: [Int]
  let batchSizes: [Int]
  let padToBucketBoundary: Bool
  let noPadding: Bool
  let dropRemainder: Bool

  init(
    _ boundaries: [Int], _ batchSizes: [Int], padToBucketBoundary: Bool, noPadding: Bool, dropRemainder: Bool,
    _ file: StaticString, _ line: UInt
  ) {
    require(
      !boundaries.isEmpty && zip(boundaries, boundaries.dropFirst()).allSatisfy(<),
      "bucketBySequenceLength: bucketBoundaries must ascend, got \(boundaries)", file: file, line: line)
    require(
      batchSizes.count == boundaries.count + 1 && batchSizes.allSatisfy { $0 > 0 },
      "bucketBySequenceLength: \(boundaries.count) bucketBoundaries need \(boundaries.count + 1) bucketBatchSizes of at "
        + "least 1, got \(batchSizes)", file: file, line: line)
    require(
      !noPadding || !padToBucketBoundary,
      "bucketBySequenceLength: noPadding and padToBucketBoundary exclude each other", file: file, line: line)
    self.boundaries = boundaries
    self.batchSizes = batchSizes
    self.padToBucketBoundary = padToBucketBoundary
    self.noPadding = noPadding
    self.dropRemainder = dropRemainder
  }

  /// The bucket of a length.
  func place(of length: Int) throws -> Int {
    let bucket = boundaries.firstIndex { length < $0 } ?? boundaries.count
    if padToBucketBoundary, bucket == boundaries.count {
      throw HornError(
        .value,
        "bucketBySequenceLength: an element has the length \(length), but with padToBucketBoundary all must be shorter "
          + "than the last boundary, \(boundaries[bucket - 1])")
    }
    return bucket
  }

  /// How the elements of a bucket are padded.
  func padding(_ bucket: Int, shape: [Int?]?, value: PaddingValue?) -> BatchPadding? {
    guard !noPadding else { return nil }
    return BatchPadding(
      shape: shape, value: value, length: padToBucketBoundary ? boundaries[bucket] - 1 : nil)
  }

  /// The batches of a pass.
  func batches<Element: Sendable, Batch: Sendable>(
    _ data: Dataset<Element>, _ length: @escaping @Sendable (Element) throws -> Int,
    _ combine: @escaping @Sendable ([Element], _ bucket: Int) throws -> Batch
  ) -> Dataset<Batch> {
    Dataset<Batch>(size: data.size.changed) {
      let next = try data.start()
      var waiting: [[Element]] = Array(repeating: [], count: batchSizes.count)
      var number = 0
      // After the data, the next bucket to empty.
      var rest: Int?
      func take(_ bucket: Int) throws -> Batch {
        let elements = waiting[bucket]
        waiting[bucket] = []
        defer { number += 1 }
        return try Batches.located("bucketBySequenceLength", number) { try combine(elements, bucket) }
      }
      return {
        while rest == nil {
          guard let element = try next() else {
            rest = dropRemainder ? waiting.count : 0
            break
          }
          let bucket = try place(of: length(element))
          waiting[bucket].append(element)
          if waiting[bucket].count == batchSizes[bucket] { return try take(bucket) }
        }
        while let bucket = rest, bucket < waiting.count {
          rest = bucket + 1
          if !waiting[bucket].isEmpty { return try take(bucket) }
        }
        return nil
      }
    }
  }
}
