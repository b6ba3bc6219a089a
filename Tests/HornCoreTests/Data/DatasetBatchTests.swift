import HornTensor
import Testing

@testable import HornCore

/// Elements side by side: types, padding, errors.
@Suite struct DatasetBatchTests {
  private func expect(_ words: String..., from body: () throws -> Void) {
    do {
      try body()
      Issue.record("no error; expected one with \(words)")
    } catch let error as HornError {
      for word in words {
        #expect(error.message.contains(word), "\"\(word)\" is missing in: \(error.message)")
      }
    } catch {
      Issue.record("\(error) is no HornError")
    }
  }

  private func only<Element>(_ data: Dataset<Element>) throws -> Element {
    let all = try data.array()
    #expect(all.count == 1)
    return try #require(all.first)
  }

  @Test func scalars() throws {
    let ints = try only(Dataset([1, -2]).batch(5))
    #expect(ints.dtype == .int32 && ints.shape == [2] && ints.ints == [1, -2])
    #expect(try only(Dataset([1, 2] as [Int32]).batch(2)).dtype == .int32)
    #expect(try only(Dataset([1.5] as [Float]).batch(2)).dtype == .float32)
    #expect(try only(Dataset([1.5]).batch(2)).dtype == .float64)
    #expect(try only(Dataset([true, false]).batch(2)).bools == [true, false])
    #expect(try only(Dataset(["é", "b"]).batch(2)).strings == ["é", "b"])
    expect("batch 1", "does not fit into int32") { _ = try Dataset([0, 1 << 40]).batch(1).array() }
  }

  @Test func arraysAndTensors() throws {
    let rows = try only(Dataset([[1, 2], [3, 4]]).batch(2))
    #expect(rows.shape == [2, 2] && rows.ints == [1, 2, 3, 4] && rows.dtype == .int32)
    let words = try only(Dataset([["a", "b"]]).batch(2))
    #expect(words.shape == [1, 2] && words.strings == ["a", "b"])
    let x = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [3, 2])
    let tensors = try only(Dataset([x, x]).batch(2))
    #expect(tensors.shape == [2, 3, 2] && tensors.floats == x.floats + x.floats)
    let pair = Tensor(["a", "b"])
    #expect(try only(Dataset([pair, pair]).batch(2)).strings == ["a", "b", "a", "b"])
    let matrices = Dataset([[[1, 2], [3, 4]], [[5, 6]]])
    #expect(try matrices.take(1).batch(1).array()[0].shape == [1, 2, 2])
    #expect(try only(matrices.paddedBatch(2)).ints == [1, 2, 3, 4, 5, 6, 0, 0])
    let lists = try only(Dataset([[x, Tensor(1)], [x, Tensor(2)]]).batch(2))
    #expect(lists.count == 2 && lists[0].shape == [2, 3, 2] && lists[1].floats == [1, 2])
    let named = try only(Dataset([["a": x, "b": Tensor(1)], ["a": x, "b": Tensor(2)]]).batch(2))
    #expect(named["a"]?.shape == [2, 3, 2] && named["b"]?.floats == [1, 2])
  }

  @Test func tuples() throws {
    let pairs = try Dataset(tensorSlices: ([[1, 2], [3, 4], [5, 6]], ["a", "b", "c"])).batch(2).array()
    #expect(pairs.map { $0.0.ints } == [[1, 2, 3, 4], [5, 6]])
    #expect(pairs.map { $0.1.strings } == [["a", "b"], ["c"]])
    let triples = try Dataset([([1], 2, 0.5), ([3], 4, 1.5)]).map { ($0, $1, Float($2)) }.batch(2).array()
    #expect(
      triples[0].0.ints == [1, 3] && triples[0].1.ints == [2, 4] && triples[0].2.floats == [0.5, 1.5])
    #expect(try Dataset(0..<5).map { ($0, $0) }.batch(2, dropRemainder: true).array().count == 2)
  }

  @Test func raggedRows() {
    let rows = Dataset([[1, 2], [3, 4], [5], [6]])
    expect("batch: batch 0", "element 2", "(1,)", "(2,)", "paddedBatch") { _ = try rows.batch(4).array() }
    expect("batch 1", "part 1", "element 1", "(1,)", "(3,)", "paddedBatch") {
      _ = try Dataset([([1], [1]), ([1], [1]), ([1], [1, 2, 3]), ([1], [1])]).batch(2).array()
    }
    expect("element 1", "(2, 2)", "(2,)", "paddedBatch") {
      _ = try Dataset([Tensor(zeros: [2]), Tensor(zeros: [2, 2])]).batch(2).array()
    }
    expect("element 1", "int32", "float32") {
      _ = try Dataset([Tensor(zeros: [2]), Tensor(zeros: [2], dtype: .int32)]).batch(2).array()
    }
    expect("tensor 1 of the list", "element 1", "paddedBatch") {
      _ = try Dataset([[Tensor(1), Tensor([1])], [Tensor(1), Tensor([1, 2])]]).batch(2).array()
    }
    expect("list of 1", "of 2") { _ = try Dataset([[Tensor(1), Tensor(2)], [Tensor(1)]]).batch(2).array() }
    expect("\"b\"", "\"c\"") {
      _ = try Dataset([["b": Tensor(1)], ["c": Tensor(1)]]).batch(2).array()
    }
  }

  @Test func padding() throws {
    let words = try only(Dataset([["a"], ["b", "c"], []]).paddedBatch(3))
    #expect(words.shape == [3, 2] && words.strings == ["a", "", "b", "c", "", ""])
    let marked = try only(
      Dataset([["a"], ["b", "c"]]).paddedBatch(2, paddedShapes: [3], paddingValues: "<pad>"))
    #expect(marked.strings == ["a", "<pad>", "<pad>", "b", "c", "<pad>"])
    let flags = try only(Dataset([[true], [false, true]]).paddedBatch(2, paddingValues: 1))
    #expect(flags.bools == [true, true, false, true])
    let doubles = try only(Dataset([[1.5], []]).paddedBatch(2, paddingValues: -0.5))
    #expect(doubles.dtype == .float64 && doubles.floats == [1.5, -0.5])
    let pairs = try only(
      Dataset([([1, 2], 7), ([3], 8)])
        .paddedBatch(2, paddedShapes: ([nil], []), paddingValues: (-1, nil)))
    #expect(pairs.0.ints == [1, 2, 3, -1] && pairs.1.ints == [7, 8])
    let triples = try only(Dataset([([1, 2], [true], 7), ([3], [], 8)]).paddedBatch(2))
    #expect(triples.0.ints == [1, 2, 3, 0] && triples.1.bools == [true, false] && triples.2.ints == [7, 8])
    let a = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let b = Tensor([5, 6, 7] as [Float], shape: [1, 3])
    let tensors = try only(Dataset([a, b]).paddedBatch(2, paddedShapes: [nil, 4], paddingValues: 9))
    #expect(
      tensors.floats == [1, 2, 9, 9, 3, 4, 9, 9, 5, 6, 7, 9, 9, 9, 9, 9] && tensors.shape == [2, 2, 4])
    let cubes = try only(
      Dataset([Tensor((0..<8).map(Float.init), shape: [2, 2, 2]), Tensor([9] as [Float], shape: [1, 1, 1])])
        .paddedBatch(2))
    #expect(cubes.floats == [0, 1, 2, 3, 4, 5, 6, 7, 9, 0, 0, 0, 0, 0, 0, 0])
    let texts = try only(
      Dataset([Tensor(["a", "b"], shape: [1, 2]), Tensor(["c", "d"], shape: [2, 1])]).paddedBatch(2))
    #expect(texts.strings == ["a", "b", "", "", "c", "", "d", ""])
  }

  @Test func paddingErrors() {
    let rows = Dataset([[1, 2], [3]])
    expect("element 0", "padded to 1") { _ = try rows.paddedBatch(2, paddedShapes: [1]).array() }
    expect("2 axes", "have 1") { _ = try rows.paddedBatch(2, paddedShapes: [nil, nil]).array() }
    expect("1 axes", "have none") { _ = try Dataset([1]).paddedBatch(2, paddedShapes: [nil]).array() }
    expect("\"x\"", "int32") { _ = try rows.paddedBatch(2, paddingValues: "x").array() }
    expect("0.5", "int32") { _ = try rows.paddedBatch(2, paddingValues: 0.5).array() }
    expect("strings") { _ = try Dataset([["a"], []]).paddedBatch(2, paddingValues: 1).array() }
    expect("element 1", "(1, 1)", "(2,)") {
      _ = try Dataset([Tensor(zeros: [2]), Tensor(zeros: [1, 1])]).paddedBatch(2).array()
    }
  }

  /// Every element comes out once, with its own label, in a batch of its bucket, and only padding is added.
  @Test func bucketsConserveElements() throws {
    let lengths = (0..<500).map { ($0 * 7919) % 41 }
    let rows = lengths.enumerated().map { index, length in Array(repeating: index + 1, count: length) }
    let boundaries = [5, 12, 30]
    let sizes = [16, 8, 4, 2]
    let data = try Dataset(tensorSlices: (rows.map { $0 }, Array(0..<500)))
      .bucketBySequenceLength(
        { row, _ in row.count }, bucketBoundaries: boundaries, bucketBatchSizes: sizes,
        paddedShapes: ([nil], []), paddingValues: (-1, nil))
    var seen: [Int] = []
    for (tokens, labels) in try data.array() {
      let labels = labels.ints
      let longest = labels.map { lengths[$0] }.max() ?? 0
      #expect(tokens.shape == [labels.count, longest])
      let places = Set(labels.map { label in boundaries.firstIndex { lengths[label] < $0 } ?? 3 })
      #expect(places.count == 1 && labels.count <= sizes[places.first ?? 0])
      let values = tokens.ints
      for (row, label) in labels.enumerated() {
        let part = Array(values[row * longest..<(row + 1) * longest])
        #expect(part == rows[label] + Array(repeating: -1, count: longest - lengths[label]))
      }
      seen += labels
    }
    #expect(seen.sorted() == Array(0..<500))
  }

  @Test func bucketOptions() throws {
    let rows = Dataset([[1], [2, 2], [3], [4, 4], [5]])
    let same = try rows.bucketBySequenceLength(
      { $0.count }, bucketBoundaries: [2], bucketBatchSizes: [2, 2], noPadding: true
    ).array()
    #expect(same.map(\.ints) == [[1, 3], [2, 2, 4, 4], [5]])
    let full = try rows.bucketBySequenceLength(
      { $0.count }, bucketBoundaries: [2], bucketBatchSizes: [2, 2], dropRemainder: true
    ).array()
    #expect(full.map(\.ints) == [[1, 3], [2, 2, 4, 4]])
    expect("length 2", "last boundary, 2") {
      _ = try rows.bucketBySequenceLength(
        { $0.count }, bucketBoundaries: [2], bucketBatchSizes: [2, 2], padToBucketBoundary: true
      ).array()
    }
    expect("batch 0", "element 1") {
      _ = try rows.bucketBySequenceLength(
        { $0.count }, bucketBoundaries: [3], bucketBatchSizes: [2, 2], noPadding: true
      ).array()
    }
    let triples = try rows.map { ($0, $0.count, 0.5) }.bucketBySequenceLength(
      { row, _, _ in row.count }, bucketBoundaries: [4], bucketBatchSizes: [5, 1],
      paddedShapes: ([nil], [], []), padToBucketBoundary: true
    ).array()
    #expect(triples[0].0.shape == [5, 3] && triples[0].1.ints == [1, 2, 1, 2, 1])
  }
}
