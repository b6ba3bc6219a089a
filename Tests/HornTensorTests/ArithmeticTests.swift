import Testing

@testable import HornTensor

@Suite struct ArithmeticTests {
  @Test func literalsTakeTheDtypeOfTheirPartner() {
    let x = Tensor([1, 2, 3] as [Float])
    let n = Tensor([1, 2, 3] as [Int])
    let d = Tensor([1, 2, 3] as [Double])
    #expect((x * 2).dtype == .float32)
    #expect((n * 2).dtype == .int32)
    #expect((n * 0.5).dtype == .float32)
    #expect((d * 0.1).dtype == .float64)
    #expect((n / 2).floats == [0.5, 1, 1.5])
    let factor: Float = 0.5
    let count = 4
    #expect((1 - x * factor / count + 2.5).floats == [3.375, 3.25, 3.125])
    #expect(maximum(x, count).floats == [4, 4, 4])
    #expect(clip(x, factor, 2.5 * factor).floats == [1, 1.25, 1.25])
    #expect((x .> count / 2).bools == [false, false, true])
    #expect(minimum(x, 2).dtype == .float32)
    let m = mean(x, axis: -1, keepdims: true)
    let normed = (x - m) / sqrt(variance(x, axis: -1, keepdims: true) + 1e-3) * 2 * factor - 0.5 * x + 3
    #expect(normed.dtype == .float32)
    #expect(Tensor([true, false]).dtype == .bool)
    #expect((Tensor([true, false]) + 1).ints == [2, 1])
  }

  @Test func inPlaceOperatorsLeaveCopiesAlone() {
    var x = Tensor([1, 2, 3] as [Float])
    let copy = x
    x += 1
    #expect(copy.floats == [1, 2, 3])
    #expect(x.floats == [2, 3, 4])
    let memory = x.storage.pointer
    x *= x
    x -= Tensor([1, 1, 1] as [Float])
    #expect(x.floats == [3, 8, 15])
    let before = x.storage.pointer
    x /= 2
    #expect(x.storage.pointer == before)
    #expect(memory != copy.storage.pointer)
    x += Tensor(ones: [2, 3])
    #expect(x.shape == [2, 3])
    var n = Tensor([3, 4] as [Int])
    n /= 2
    #expect(n.floats == [1.5, 2])
    var t = Tensor([1, 2] as [Float]).tracked()
    t += 1
    #expect(t.isTracked)
  }

  @Test func broadcastingKeepsZeroLengthsAndScalars() {
    #expect((Tensor(zeros: [0, 3]) + Tensor(ones: [3])).shape == [0, 3])
    #expect((Tensor(zeros: [2, 1, 0]) + Tensor(ones: [3, 1])).shape == [2, 3, 0])
    #expect((Tensor(2) * Tensor(3)).item == 6)
    #expect((Tensor(2) * Tensor(3)).shape == [])
    #expect((Tensor(ones: [1]) + Tensor(1)).shape == [1])
    let column = Tensor([1, 2, 3] as [Float], shape: [3, 1])
    let row = Tensor([10, 20] as [Float])
    #expect((column + row).floats == [11, 21, 12, 22, 13, 23])
    #expect((column .< row).bools.allSatisfy { $0 })
  }

  @Test func gradientsReduceToTheOperandsShape() {
    let a = Tensor([1, 2, 3] as [Float], shape: [3, 1]).tracked()
    let b = Tensor([10, 20] as [Float]).tracked()
    let g = gradients(of: sum(a * b), withRespectTo: [a, b])
    #expect(g[0].shape == [3, 1])
    #expect(g[0].floats == [30, 30, 30])
    #expect(g[1].floats == [6, 6])
  }
}
