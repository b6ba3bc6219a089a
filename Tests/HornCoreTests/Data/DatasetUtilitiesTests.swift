import HornTensor
import Testing

@testable import HornCore

/// Splits, windows over time, classes as vectors: orders and errors.
@Suite struct DatasetUtilitiesTests {
  private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch let error as HornError { return error.message } catch {}
    return ""
  }

  @Test func splits() throws {
    let (left, right) = try splitDataset(Dataset(0..<100), leftSize: 0.7, shuffle: true, seed: 5)
    let (a, b) = (try left.array(), try right.array())
    #expect(left.cardinality == 70 && a.count == 70 && b.count == 30 && (a + b).sorted() == Array(0..<100))
    #expect(a != Array(0..<70))
    let again = try splitDataset(Dataset(0..<100), rightSize: 30, shuffle: true, seed: 5)
    #expect(try again.left.array() == a)
    #expect(try again.left.array() == a)
    let pairs = try splitDataset((Tensor([1, 2, 3, 4]), ["a", "b", "c", "d"]), leftSize: 1)
    #expect(try pairs.left.array().map(\.1) == ["a"])
    #expect(try pairs.right.array().map { $0.0.item } == [2, 3, 4])
    let rows = try splitDataset(Tensor([1, 2, 3, 4]), leftSize: 0.5)
    #expect(try rows.right.batch(2).array().map(\.ints) == [[3, 4]])
    #expect(message { _ = try splitDataset(Dataset(0..<3).repeat(), leftSize: 1) }.contains("no end"))
    #expect(message { _ = try splitDataset(([1, 2], [1]), leftSize: 1) }.contains("2 samples"))
  }

  @Test func shuffledWindows() throws {
    let series = Tensor(Array(0..<40))
    let data = try timeseriesDatasetFromArray(
      series, targets: series, sequenceLength: 3, batchSize: 4, shuffle: true, seed: 8)
    let (first, second) = (try data.array(), try data.array())
    for batches in [first, second] {
      let starts = batches.flatMap { $0.1.ints }
      #expect(starts.sorted() == Array(0..<38) && starts != Array(0..<38))
      for (windows, starts) in batches {
        #expect(windows.ints == starts.ints.flatMap { [$0, $0 + 1, $0 + 2] })
      }
    }
    #expect(first.flatMap { $0.1.ints } != second.flatMap { $0.1.ints })
    let again = try timeseriesDatasetFromArray(
      series, targets: series, sequenceLength: 3, batchSize: 4, shuffle: true, seed: 8
    ).array()
    #expect(again.flatMap { $0.1.ints } == first.flatMap { $0.1.ints })
  }

  @Test func windowErrors() {
    let series = Tensor(Array(0..<10))
    func expect(_ words: String..., from body: () throws -> Void) {
      let text = message(body)
      for word in words { #expect(text.contains(word), "\"\(word)\" is missing in: \(text)") }
    }
    expect("sequenceLength", "0") { _ = try timeseriesDatasetFromArray(series, sequenceLength: 0) }
    expect("samplingRate", "10") {
      _ = try timeseriesDatasetFromArray(series, sequenceLength: 2, samplingRate: 10)
    }
    expect("sequenceStride", "-1") {
      _ = try timeseriesDatasetFromArray(series, sequenceLength: 2, sequenceStride: -1)
    }
    expect("startIndex", "10") {
      _ = try timeseriesDatasetFromArray(series, sequenceLength: 2, startIndex: 10)
    }
    expect("endIndex", "3") {
      _ = try timeseriesDatasetFromArray(series, sequenceLength: 2, startIndex: 4, endIndex: 3)
    }
    expect("endIndex", "10") { _ = try timeseriesDatasetFromArray(series, sequenceLength: 2, endIndex: 10) }
    expect("batchSize", "0") { _ = try timeseriesDatasetFromArray(series, sequenceLength: 2, batchSize: 0) }
    expect("single number") { _ = try timeseriesDatasetFromArray(Tensor(1), sequenceLength: 2) }
    expect("1 targets") {
      _ = try timeseriesDatasetFromArray(series, targets: series[0..<4], sequenceLength: 2, startIndex: 3)
    }
    #expect(
      message { _ = try timeseriesDatasetFromArray(series, sequenceLength: .max, samplingRate: 9) } == "")
  }

  @Test func classErrors() {
    #expect(message { _ = try toCategorical([0, 3], numClasses: 3) }.contains("the class 3 at position 1"))
    #expect(message { _ = try toCategorical([-1]) }.contains("the class -1 at position 0"))
    #expect(message { _ = try toCategorical([1 << 40]) }.contains("out of range"))
    #expect(message { _ = try toCategorical(Tensor([Float.nan])) }.contains("expected at least 1"))
    #expect(message { _ = try toCategorical([]) }.contains("empty"))
    #expect(message { _ = try toCategorical(Tensor(["a"])) }.contains("strings"))
  }
}
