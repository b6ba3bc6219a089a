import Testing

@testable import HornTensor

private func sample(_ shape: Int..., seed: Int = 0) -> Tensor {
  ShapeOpsGolden.sample(Shape(shape), seed: seed)
}

@Suite("Gradients of shape ops")
struct ShapeOpsGradientTests {
  @Test(arguments: [false, true], [false, true])
  func products(_ tA: Bool, _ tB: Bool) {
    for (a, b) in [
      ([3, 4], [4, 2]), ([2, 3, 4], [2, 4, 2]), ([2, 3, 4], [4, 2]), ([3, 4], [2, 4, 2]),
      ([2, 1, 3, 4], [3, 4, 2]), ([1, 3, 4], [2, 4, 2]), ([3, 0], [0, 2]), ([4], [4]), ([4], [2, 4, 3]),
      ([2, 3, 4], [4]), ([0, 3, 4], [4, 2]),
    ] {
      let x = sample2(a)
      let y = sample2(b, seed: 1)
      checkGradients([
        tA && a.count > 1 ? swapaxes(x, -1, -2) : x, tB && b.count > 1 ? swapaxes(y, -1, -2) : y,
      ]) { matmul($0[0], $0[1], transposeA: tA, transposeB: tB) }
    }
  }

  private func sample2(_ shape: [Int], seed: Int = 0) -> Tensor {
    ShapeOpsGolden.sample(Shape(shape), seed: seed)
  }

  @Test func contractions() {
    checkGradients([sample(2, 3), sample(4, 3, 2, seed: 1)]) { dot($0[0], $0[1]) }
    checkGradients([sample(3), sample(2, seed: 1)]) { outer($0[0], $0[1]) }
    checkGradients([sample(2, 3, 4), sample(4, 5, 2, seed: 1)]) {
      tensordot($0[0], $0[1], axes: ([0, 2], [2, 0]))
    }
  }

  @Test func parts() {
    let x = sample(3, 4, 5)
    checkGradients([x]) { $0[0][1] }
    checkGradients([x]) { $0[0][.slice(by: -2), ..., 1..<4] }
    checkGradients([x]) { $0[0][.all, .newAxis, -1, 3...] }
    checkGradients([x]) { $0[0][5...] }
    checkGradients([x]) { slice($0[0], [1, 0, 2], [2, 3, -1]) }
    checkGradients([x, sample(2, 1, 3, seed: 1)]) { sliceUpdate($0[0], [1, 2, 0], $0[1]) }
    checkGradients([x, sample(5, seed: 1)]) { xs in
      var y = xs[0]
      y[1..., .slice(by: 2)] = xs[1]
      return y
    }
    checkGradients([x, sample(3, 1, seed: 1)]) { xs in
      var y = Tensor(zeros: [3, 4, 5], dtype: .float64)
      y[..., 2] = xs[1]
      y[0, ..., 4] = xs[0][0, ..., 1]
      return y
    }
    checkGradients([x]) { split($0[0], [1, 3], axis: 1)[1] }
    checkGradients([x]) { xs in
      let parts = split(xs[0], 2, axis: 1)
      return concatenate([parts[1], parts[0], parts[1]], axis: 0)
    }
    checkGradients([x]) { xs in
      let parts = unstack(xs[0], axis: 2)
      return stack([parts[4], parts[0]], axis: 1)
    }
    checkGradients([sample(2, 1), sample(2, 3, seed: 1), sample(2, 0)]) { concatenate($0, axis: 1) }
    checkGradients([sample(2, 3), sample(2, 3, seed: 1)]) { stack($0, axis: 1) }
  }

  @Test func arrangements() {
    let x = sample(3, 4, 2)
    checkGradients([x]) { transpose($0[0], axes: [2, 0, 1]) }
    checkGradients([x]) { swapaxes($0[0], 0, 2) }
    checkGradients([x]) { moveaxis($0[0], source: 0, destination: 1) }
    checkGradients([x]) { reshape($0[0], [2, -1]) }
    checkGradients([x]) { squeeze(expandDims($0[0], axis: 1)) }
    checkGradients([x]) { flip($0[0], axis: [0, 2]) }
    checkGradients([x]) { roll($0[0], 5) }
    checkGradients([x]) { roll($0[0], -1, axis: 1) }
    checkGradients([x]) { tile($0[0], [2, 1, 3]) }
    checkGradients([x]) { repeatElements($0[0], 3, axis: 1) }
    checkGradients([x]) { repeatElements($0[0], [1, 0, 2, 3], axis: 1) }
    checkGradients([sample(3, 1)]) { broadcastTo($0[0], [2, 3, 4]) }
    checkGradients([Tensor(2)]) { broadcastTo($0[0], [2, 3]) }
    for mode in PadMode.allCases { checkGradients([x]) { pad($0[0], [(1, 2), (0, 5), (3, 0)], mode: mode) } }
    checkGradients([x]) { tril($0[0], k: -1) }
    checkGradients([x]) { triu($0[0], k: 1) }
    checkGradients([sample(3)]) { diag($0[0], k: 1) }
    checkGradients([sample(3, 4)]) { diag($0[0], k: 1) }
    checkGradients([x]) { diagonal($0[0], offset: -1, axis1: 1, axis2: 2) }
    checkGradients([x]) { trace($0[0], axis1: 2, axis2: 1) }
  }

  @Test func choices() {
    let x = sample(3, 4, 2)
    for axis in [0, 1, 2] {
      checkGradients([x]) { take($0[0], Tensor([[0, 1], [-1, 1]]), axis: axis) }
      checkGradients([x]) { sort($0[0], axis: axis) }
    }
    checkGradients([x]) { take($0[0], [3, 3, -1]) }
    checkGradients([x]) { takeAlongAxis($0[0], Tensor([0, 3, 1, 1, 0, 2], shape: [3, 2, 1]), axis: 1) }
    checkGradients([sample(3, 6)]) { topK($0[0], 2).values }
    checkGradients([sample(3, 2)]) { scatter(Tensor([[1], [0], [1]]), $0[0], [4, 2]) }
    checkGradients([sample(3, 4), sample(3, seed: 1)]) {
      scatterUpdate($0[0], Tensor([[1, 2], [0, 0], [1, 2]]), $0[1])
    }
  }

  @Test func aTableOfFloatsGetsRows() throws {
    let table = sample(4, 3).tracked()
    let indices = Tensor([[1, 3], [1, -1]])
    let found = sparseGradients(
      of: matmul(ravel(take(table, indices, axis: 0)), sample(12, seed: 2)), withRespectTo: [table])
    guard case .rows(let rows)? = found[0] else {
      Issue.record("the gradient is not rows")
      return
    }
    #expect(rows.indices.ints == [1, 3, 1, 3])
    let w = sample(12, seed: 2).floats
    let third = (0..<3).map { w[$0] + w[6 + $0] }
    #expect(found[0]?.tensor[1].floats == third)
    let again = gradients(
      of: matmul(ravel(try gatherRows(table, Tensor([2, 2]))), Tensor(ones: [6])), withRespectTo: [table])
    #expect(again[0].floats == [0, 0, 0, 0, 0, 0, 2, 2, 2, 0, 0, 0])
  }
}
