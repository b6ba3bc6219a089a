import HornTensor
import Testing

@testable import HornCore

@Suite struct MetricGoldenTests {
  @Test func resultsOfSeveralUpdatesAreThoseOfKeras() throws {
    var tested: Set<String> = []
    for (index, golden) in LossGolden.all.metrics.enumerated() {
      let metric = try Metric.make(config: golden.metric.value)
      let label = "case \(index), \(metric.className)"
      for round in 0..<2 {
        for (step, batch) in golden.batches.enumerated() {
          try metric.updateState(
            batch.yTrue.tensor, batch.yPred.tensor.with(mask: batch.mask?.tensor),
            sampleWeight: batch.sampleWeight?.tensor)
          let result = metric.resultTensor()
          #expect(result.shape.dimensions == batch.result.shape, "\(label)")
          for (mine, theirs) in zip(result.floats, batch.result.floats) {
            #expect(
              agree(mine, theirs, 2e-6), "\(label), round \(round), step \(step): \(mine), Keras \(theirs)")
          }
          if result.rank == 0 { #expect(agree(metric.result(), result.item, 0)) }
        }
        metric.resetState()
      }
      tested.insert(metric.className)
    }
    #expect(tested.count == 35, "\(tested.count)")
  }

  @Test func configurationsComeBack() throws {
    for golden in LossGolden.all.metrics {
      let metric = try Metric.make(config: golden.metric.value)
      #expect(withoutIntegers(metric.serialized) == withoutIntegers(golden.metric.value))
    }
  }
}
