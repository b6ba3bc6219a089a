import HornTensor
import Testing

@testable import HornCore

/// The same elements as Keras and tf.data give.
@Suite struct PipelineGoldenTests {
  private func expect(_ tensor: Tensor, _ golden: PipelineGolden.Array) {
    #expect(Array(tensor.shape) == golden.shape)
    #expect(tensor.ints == golden.values)
  }

  @Test func timeseries() throws {
    for golden in PipelineGolden.shared.timeseries {
      let shape = [golden.length] + (golden.features > 0 ? [golden.features] : [])
      let data = Tensor(Array(0..<shape.reduce(1, *)), shape: Shape(shape))
      let (stride, rate) = (golden.sequenceStride ?? 1, golden.samplingRate ?? 1)
      let batches: [[Tensor]]
      if let targets = golden.targets {
        batches = try timeseriesDatasetFromArray(
          data, targets: Tensor((0..<targets).map { $0 * 10 }), sequenceLength: golden.sequenceLength,
          sequenceStride: stride, samplingRate: rate, batchSize: golden.batchSize,
          startIndex: golden.startIndex, endIndex: golden.endIndex
        ).array().map { [$0, $1] }
      } else {
        batches = try timeseriesDatasetFromArray(
          data, sequenceLength: golden.sequenceLength, sequenceStride: stride, samplingRate: rate,
          batchSize: golden.batchSize, startIndex: golden.startIndex, endIndex: golden.endIndex
        ).array().map { [$0] }
      }
      #expect(batches.count == golden.batches.count)
      for (parts, wanted) in zip(batches, golden.batches) {
        #expect(parts.count == wanted.count)
        for (part, wanted) in zip(parts, wanted) { expect(part, wanted) }
      }
    }
  }

  @Test func windows() throws {
    for golden in PipelineGolden.shared.windows {
      let data = Dataset(0..<golden.count)
        .window(golden.size, shift: golden.shift, stride: golden.stride, dropRemainder: golden.drop)
      let windows = try data.map { try $0.array() }.array()
      #expect(windows == golden.windows, "\(golden)")
      #expect(data.cardinality == golden.windows.count, "\(golden)")
    }
  }

  @Test func buckets() throws {
    let all = PipelineGolden.shared.buckets
    for golden in all.cases {
      let data = Dataset(all.rows).bucketBySequenceLength(
        { $0.count }, bucketBoundaries: try #require(golden.boundaries),
        bucketBatchSizes: try #require(golden.sizes), paddedShapes: golden.paddedShapes,
        paddingValues: golden.paddingValues.map { .number(Double($0)) },
        padToBucketBoundary: golden.padToBucketBoundary ?? false,
        dropRemainder: golden.dropRemainder ?? false)
      let batches = try data.array()
      #expect(batches.count == golden.batches.count)
      for (batch, wanted) in zip(batches, golden.batches) { expect(batch, wanted) }
    }
  }

  @Test func padded() throws {
    let all = PipelineGolden.shared.padded
    for golden in all.cases {
      let batches = try Dataset(all.rows).paddedBatch(
        try #require(golden.size), paddedShapes: golden.paddedShapes,
        paddingValues: golden.paddingValues.map { .number(Double($0)) },
        dropRemainder: golden.dropRemainder ?? false
      ).array()
      #expect(batches.count == golden.batches.count)
      for (batch, wanted) in zip(batches, golden.batches) { expect(batch, wanted) }
    }
  }

  @Test func orders() throws {
    let numbers: @Sendable (Int) -> Dataset<Int> = { Dataset(0..<$0) }
    let chains: [String: Dataset<Int>] = [
      "interleave 2 1": numbers(3).interleave(cycleLength: 2) { Dataset(10 * $0..<10 * $0 + $0 + 2) },
      "interleave 2 3": numbers(5).interleave(cycleLength: 2, blockLength: 3) {
        Dataset(10 * $0..<10 * $0 + 4)
      },
      "interleave 3 2": numbers(7).interleave(cycleLength: 3, blockLength: 2) {
        Dataset(10 * $0..<10 * $0 + 2 * ($0 % 3))
      },
      "flat map": numbers(4).flatMap(numbers),
      "shard": numbers(10).shard(numShards: 3, index: 1),
      "repeat": numbers(3).repeat(2),
      "repeat none": numbers(3).repeat(0),
      "repeat take": numbers(3).repeat().take(7),
      "take all": numbers(3).take(-1),
      "skip all": numbers(3).skip(-1),
      "skip": numbers(5).skip(3),
      "concatenate": numbers(2).concatenate(Dataset(5..<8)),
    ]
    #expect(Set(chains.keys) == Set(PipelineGolden.shared.orders.keys))
    for (name, wanted) in PipelineGolden.shared.orders {
      let chain = try #require(chains[name])
      #expect(try chain.array() == wanted, "\(name)")
      if let cardinality = chain.cardinality { #expect(cardinality == wanted.count, "\(name)") }
    }
  }

  @Test func splitSizes() throws {
    func size(_ value: Double?) -> SplitSize? {
      guard let value else { return nil }
      return value == value.rounded() ? .count(Int(value)) : .fraction(value)
    }
    for golden in PipelineGolden.shared.splitSizes {
      let numbers = Array(0..<golden.total)
      func split() throws -> [[Int]] {
        let (left, right) = try splitDataset(
          Dataset(numbers), leftSize: size(golden.left), rightSize: size(golden.right))
        return [try left.array(), try right.array()]
      }
      if let parts = golden.parts {
        #expect(try split() == parts, "\(golden)")
      } else {
        #expect(throws: HornError.self, "\(golden)") { try split() }
      }
    }
  }

  @Test func categorical() throws {
    for golden in PipelineGolden.shared.categorical {
      let result = try toCategorical(
        Tensor(golden.values, shape: Shape(golden.shape)), numClasses: golden.count)
      #expect(Array(result.shape) == golden.result.shape && result.floats == golden.result.values)
    }
  }

  @Test func progressOfUnknownLength() {
    for golden in PipelineGolden.shared.progress {
      var now = 0.0
      var written: [String] = []
      var bar = ProgressBar(
        target: nil, verbosity: golden.verbose == 1 ? .progressBar : .line, clock: { now },
        write: { written.append($0) })
      let metrics: [(String, Float)] = [("accuracy", 0.51234), ("loss", 0.000612)]
      for (step, time) in golden.times.enumerated() {
        now = time
        bar.update(step + 1) { metrics }
      }
      now = 3.5
      bar.finish(metrics + [("val_loss", 0.25)])
      if golden.verbose == 1 {
        #expect(written == golden.written)
      } else {
        // Keras counts the time of a line from the start, for it was not told of the first step.
        #expect(written.count == 1 && written[0].hasPrefix("4/4 - 4s - "))
        #expect(
          written.last?.hasSuffix(" - accuracy: 0.5123 - loss: 6.1200e-04 - val_loss: 0.2500\n") == true)
      }
    }
  }
}
