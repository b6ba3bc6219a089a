import Testing

@testable import HornTensor

private func sample(_ shape: Int..., seed: Int = 0) -> Tensor {
  ShapeOpsGolden.sample(Shape(shape), seed: seed)
}

@Suite("Shape ops", .serialized)
struct ShapeOpsTests {
  @Test func assignmentCopiesOnWrite() {
    var x = sample(2, 3)
    let before = x
    x[1, 0] = Tensor(9)
    x[..., 2] = Tensor([7, 8] as [Float])
    #expect(before.floats == sample(2, 3).floats)
    let old = before.floats
    #expect(x.floats == [old[0], old[1], 7, 9, old[4], 8])
    x[0..., 0] = Tensor([1, 2])
    #expect(x.floats == [1, old[1], 7, 2, old[4], 8])
    let place = x.storage.pointer
    x[0] = Tensor(0)
    #expect(x.storage.pointer == place)
  }

  /// What the old elements stood for does not outlive them.
  @Test func editedTensorsForgetWhatTheyWere() throws {
    let table = Tensor([[1, 2], [3, 4]] as [[Float]])
    let rows = try embeddingLookup(Tensor([[0, 1], [1, 0]]), table: table).with(mask: Tensor(ones: [2, 2]))
    #expect(rows.annex?.lookup != nil)
    var edited = rows
    edited[0, 0] = Tensor([9, 9] as [Float])
    #expect(edited.annex?.lookup == nil && edited.mask != nil && edited.floats[..<2] == [9, 9])
    let values = Tensor([[5, 5]] as [[Float]])
    #expect(scatterUpdate(rows, Tensor([[0, 0]]), values).annex == nil)
    #expect(sliceUpdate(rows, [0, 0, 0], reshape(values, [1, 1, 2])).annex == nil)
    #expect(try Linalg.inv(rows).annex == nil && Linalg.solve(rows, rows).annex == nil)
    #expect(rows.annex?.lookup != nil && rows.floats == [1, 2, 3, 4, 3, 4, 1, 2])
    // A tracked one keeps its way back.
    var tracked = try embeddingLookup(Tensor([[0, 1]]), table: table.tracked())
    tracked[0, 0] = Tensor([9, 9] as [Float])
    #expect(tracked.annex?.lookup == nil && tracked.isTracked)
    var number: Tensor = 2.0
    number[...] = Tensor(3)
    #expect((Tensor([1] as [Float]) * number).floats == [3])
  }

  @Test func strings() {
    var x = Tensor(["a", "b", "c", "d", "e", "f"], shape: [2, 3])
    #expect(transpose(x).strings == ["a", "d", "b", "e", "c", "f"])
    #expect(x[..., 1].strings == ["b", "e"])
    #expect(concatenate([x, x[0..<1]]).strings == ["a", "b", "c", "d", "e", "f", "a", "b", "c"])
    #expect(take(x, [2, 0], axis: 1).strings == ["c", "a", "f", "d"])
    #expect(take(x, [1], axis: 0).strings == ["d", "e", "f"])
    #expect(pad(x, [(0, 0), (1, 0)]).strings == ["", "a", "b", "c", "", "d", "e", "f"])
    #expect(sort(Tensor(["b", "a", "b"])).strings == ["a", "b", "b"])
    #expect(sort(flip(x), axis: 0).strings == ["c", "b", "a", "f", "e", "d"])
    #expect(argsort(Tensor(["b", "a", "b"])).ints == [1, 0, 2])
    #expect(unique(Tensor(["b", "a", "b"])).strings == ["a", "b"])
    #expect(split(x, 3, axis: 1).map(\.strings) == [["a", "d"], ["b", "e"], ["c", "f"]])
    #expect(tile(x[0], [2]).strings == ["a", "b", "c", "a", "b", "c"])
    x[0, 1...] = Tensor(["z"])
    #expect(x.strings == ["a", "z", "z", "d", "e", "f"])
  }

  @Test(arguments: [DType.bool, .int32, .float32, .float64])
  func everyDTypeMoves(_ dtype: DType) {
    let x = cast(ShapeOpsGolden.whole(2, 3), dtype)
    let n = x.floats
    #expect(transpose(x).dtype == dtype)
    #expect(transpose(x).floats == [n[0], n[3], n[1], n[4], n[2], n[5]])
    #expect(x[1, .slice(by: -2)].floats == [n[5], n[3]])
    let doubled: [Float] = [n[0], n[1], n[2], n[0], n[1], n[2], n[3], n[4], n[5], n[3], n[4], n[5]]
    #expect(concatenate([x, x], axis: 1).floats == doubled)
    #expect(take(x, [-1], axis: 1).floats == [n[2], n[5]])
    #expect(sort(x, axis: nil).floats == n.sorted())
    #expect(tril(x).floats == [n[0], 0, 0, n[3], n[4], 0])
    #expect(oneHot(Tensor([1, 7, -1, 0]), 2, dtype: dtype).floats == [0, 1, 0, 0, 0, 0, 1, 0])
  }

  @Test func axesOfNoLength() {
    let x = Tensor(zeros: [2, 0, 3])
    #expect(transpose(x).shape == [3, 0, 2])
    #expect(x[..., 0].shape == [2, 0])
    #expect(x[.all, 0...].shape == [2, 0, 3])
    #expect(concatenate([x, x], axis: 1).shape == [2, 0, 3])
    #expect(stack([x, x]).shape == [2, 2, 0, 3])
    #expect(flip(x).shape == x.shape)
    #expect(roll(x, 1, axis: 1).shape == x.shape)
    #expect(tile(x, [2, 1, 1]).shape == [4, 0, 3])
    #expect(take(x, [Int](), axis: 0).shape == [0, 0, 3])
    #expect(take(x, [Int](), axis: 1).shape == [2, 0, 3])
    #expect(pad(x, 1).shape == [4, 2, 5])
    #expect(sort(x, axis: 1).shape == x.shape)
    #expect(argmax(x, axis: 0).shape == [0, 3])
    #expect(topK(Tensor(zeros: [0, 3]), 2).values.shape == [0, 2])
    #expect(topK(Tensor(zeros: [3, 4]), 0).indices.shape == [3, 0])
    #expect(oneHot(Tensor([Int]()), 3).shape == [0, 3])
    #expect(reshape(x, [0, 7]).shape == [0, 7])
    #expect(unique(x).shape == [0])
    #expect(arange(3, 3).shape == [0])
    #expect(linspace(0, 1, num: 0).shape == [0])
    #expect(Linalg.qr(Tensor(zeros: [0, 3])).r.shape == [0, 3])
    #expect(Linalg.det(Tensor(zeros: [2, 0, 0])).floats == [1, 1])
    #expect(einsum("ij,jk->ik", Tensor(zeros: [2, 0]), Tensor(zeros: [0, 2])).floats == [0, 0, 0, 0])
    #expect(reshape(sample(0, 2), [-1, 2]).shape == [0, 2])
    #expect(x.shape.reshaped([0, -1]) == nil)
  }

  @Test func largestOnes() {
    let x = Tensor(
      [[1, 5, 5, 2, 0, 3, 4, 9, 8, 7, 6, 5], [.nan, 1, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0]] as [[Float]])
    let few = topK(x, 3)
    #expect(few.indices.ints == [7, 8, 9, 0, 2, 3])
    #expect(few.values[0].floats == [9, 8, 7])
    let many = topK(x, 12)
    #expect(many.indices[0].ints == [7, 8, 9, 10, 1, 2, 11, 6, 5, 3, 0, 4])
    #expect(many.indices[..., 0..<3].ints == few.indices.ints)
    let scores = Tensor([[0.1, 0.3, 0.3, 0.2], [0.1, .nan, 0.3, 0.2]] as [[Float]])
    #expect(inTopK(Tensor([2, 1]), scores, 1).bools == [true, false])
    #expect(inTopK(Tensor([3, 3]), scores, 2).bools == [false, true])
    #expect(inTopK(Tensor([4, -1]), scores, 4).bools == [false, false])
  }

  @Test func oneHotElsewhere() {
    #expect(oneHot(Tensor([[0, 2]]), 3, axis: 0).shape == [3, 1, 2])
    #expect(oneHot(Tensor([[0, 2]]), 3, axis: 1).floats == [1, 0, 0, 0, 0, 1])
  }

  @Test func indicesFromDataThrow() throws {
    let table = sample(4, 2)
    let rows = try gatherRows(table, Tensor([[3], [0]]))
    #expect(rows.shape == [2, 1, 2])
    let error = #expect(throws: GatherIndexError.self) {
      try gatherRows(table, Tensor([[0, 1, 2], [3, 4, 0]]))
    }
    #expect(error?.value == 4 && error?.position == [1, 1] && error?.limit == 4)
    #expect(throws: GatherIndexError.self) { try gatherRows(table, Tensor([-1])) }
  }

  @Test func badMatricesThrow() {
    #expect(throws: HornError.self) { try Linalg.inv(Tensor(zeros: [2, 2])) }
    #expect(throws: HornError.self) { try Linalg.solve(Tensor(ones: [2, 2]), Tensor(ones: [2])) }
    #expect(throws: HornError.self) { try Linalg.cholesky(Tensor(full: [1, 1], -1)) }
    #expect(throws: HornError.self) { try Linalg.svd(Tensor([[.nan]] as [[Float]])) }
    #expect(Linalg.qr(Tensor([[.nan, 1], [1, 2]] as [[Float]])).q.floats.allSatisfy { $0.isNaN })
    #expect(Linalg.det(Tensor(ones: [2, 2])).item == 0)
    let nan = Tensor([[.nan, 1], [1, 2]] as [[Float]])
    for (a, b, words) in [
      (Tensor(ones: [2, 2]), Tensor(ones: [2]), "the matrix is singular"),
      (nan, Tensor(ones: [2]), "the matrix has NaN"),
      (eye(2), nan, "the matrix has a right side with NaN"),
    ] {
      let error = #expect(throws: HornError.self) { try Linalg.solve(a, b) }
      #expect(error?.message == "solve: " + words)
    }
    let error = #expect(throws: HornError.self) { try Linalg.inv(nan) }
    #expect(error?.message == "inv: the matrix has NaN")
  }

  /// From Keras's `ops.linspace(…, dtype="int32")`, which takes the next lower integers.
  @Test func wholeNumbersBetween() {
    #expect(linspace(-3, 0, num: 5, dtype: .int32).ints == [-3, -3, -2, -1, 0])
    #expect(linspace(-0.5, -2.5, num: 4, dtype: .int32).ints == [-1, -2, -2, -3])
    #expect(linspace(-3, 2, num: 4, endpoint: false, dtype: .int32).ints == [-3, -2, -1, 0])
    #expect(linspace(-1, 0, num: 3, dtype: .float64).dtype == .float64)
  }

  @Test func badEquationsSayWhy() {
    for (equation, ranks) in [
      ("ij", [1]), ("ij,jk", [2]), ("i->j", [1]), ("i->ii", [1]), ("i->i->i", [1]), ("i1", [2]),
      ("...i->i", [2]), ("......", [2]), ("i", [2]), ("i..", [1]),
    ] {
      #expect(throws: HornError.self, "\(equation)") { try EinsumPlan(equation, ranks: ranks) }
    }
  }

  @Test(arguments: [(257, 300, 200), (1000, 64, 129), (30, 900, 400), (4000, 1, 1100), (1, 3000, 1500)])
  func largeProducts(_ m: Int, _ n: Int, _ k: Int) {
    let a = sample(m, k)
    let b = sample(k, n, seed: 1)
    let whole = a.elements(as: Float.self)
    let other = b.elements(as: Float.self)
    let before = Threads.count
    defer { Threads.count = before }
    for threads in [1, 2, 3] {
      Threads.count = threads
      let first = matmul(a, b)
      #expect(matmul(a, b).floats == first.floats)
      for (i, j) in [(0, 0), (m - 1, n - 1), (m / 2, n / 3), (m / 3, n - 1), (m - 1, n / 2)] {
        let exact = (0..<k).reduce(0.0) { $0 + Double(whole[i * k + $1]) * Double(other[$1 * n + j]) }
        #expect(abs(Double(first.f32[i * n + j]) - exact) < 1e-3 * (1 + abs(exact)))
      }
      let transposed = matmul(transpose(a), transpose(b), transposeA: true, transposeB: true)
      #expect(zip(transposed.floats, first.floats).allSatisfy { abs($0 - $1) < 1e-2 * (1 + abs($1)) })
      let doubles = matmul(cast(a, .float64), cast(b, .float64))
      #expect(zip(doubles.floats, first.floats).allSatisfy { abs($0 - $1) < 1e-2 * (1 + abs($1)) })
    }
  }

  @Test func largeBatchesOnThreads() {
    let a = sample(40, 64, 64)
    let b = sample(40, 64, 64, seed: 1)
    let together = matmul(a, b)
    for i in [0, 19, 20, 39] { #expect(together[i].floats == matmul(a[i], b[i]).floats) }
    let before = Threads.count
    defer { Threads.count = before }
    Threads.count = 1
    #expect(matmul(a, b).floats == together.floats)
  }

  @Test func largeCopiesOnThreads() {
    let x = sample(300, 40, 30)
    let y = transpose(x, axes: [1, 2, 0])
    #expect(transpose(y, axes: [2, 0, 1]).floats == x.floats)
    #expect(y[7, 11, 123].item == x[123, 7, 11].item)
    #expect(transpose(reshape(x, [300, 1200]))[1199, 299].item == x[299, 39, 29].item)
    #expect(x[.slice(by: -1)][0].floats == x[299].floats)
    #expect(sort(reshape(x, [300, 1200]))[299].floats == x[299].floats.sorted())
  }

  @Test func coreName() { #expect(!BLAS.coreName.isEmpty) }

  @Test func mistakesSayWhatCame() async throws {
    let take = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = HornTensor.take(Tensor(zeros: [4, 2]), Tensor([[0, 1], [5, 2]]), axis: 0)
    }
    #expect(message(take).contains("take: index 5 at [1, 0] is out of range for an axis of length 4"))
    let product = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = matmul(Tensor(zeros: [4, 2]), Tensor(zeros: [3, 2]))
    }
    #expect(message(product).contains("matmul: shapes (4, 2) and (3, 2) do not fit together"))
    let full = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = pad(Tensor([1, 2]), 1, constantValues: 3e9)
    }
    #expect(message(full).contains("full: 3000000000.0 does not fit into int32"))
    let range = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = arange(0.0, .nan)
    }
    #expect(message(range).contains("arange: 0.0 to nan in steps of 1.0"))
    let between = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = linspace(0, 1, dtype: .bool)
    }
    #expect(message(between).contains("linspace: numbers of dtype bool"))
    let scalar = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try Linalg.solve(eye(2), Tensor(1))
    }
    #expect(message(scalar).contains("solve: shapes (2, 2) and () do not fit together"))
    let places = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = scatter(Tensor([[0, 0]]), Tensor([1] as [Float]), [1 << 16, 1 << 16])
    }
    #expect(message(places).contains("scatter: the first 2 axes of (65536, 65536) have 4294967296 places"))
  }

  private func message(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }
}
