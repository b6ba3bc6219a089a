import Testing

@testable import HornTensor

/// Gradients of every differentiable operation against central differences.
@Suite struct OpsGradientTests {
  @Test func unary() {
    let anywhere: [(Tensor) -> Tensor] = [
      negative, abs, square, exp, expm1, sin, cos, sinh, cosh, tanh, arctan, arcsinh, sigmoid, softplus, erf,
      relu,
    ]
    for function in anywhere { checkGradient(of: [[3, 5]]) { function($0[0]) } }
    let positive: [(Tensor) -> Tensor] = [sqrt, rsqrt, reciprocal, log, log1p, log2, log10]
    for function in positive { checkGradient(of: [[3, 5]], from: 0.5) { function($0[0]) } }
    let inside: [(Tensor) -> Tensor] = [arcsin, arccos, arctanh, tan]
    for function in inside { checkGradient(of: [[3, 5]], from: -0.8, to: 0.8) { function($0[0]) } }
    checkGradient(of: [[3, 5]], from: 1.2, to: 4) { arccosh($0[0]) }
  }

  @Test func binaryWithBroadcasting() {
    let shapes: [[Shape]] = [
      [[3, 4], [3, 4]], [[3, 4], [4]], [[3, 1], [4]], [[], [3, 4]], [[2, 1, 3], [4, 1]], [[0, 3], [3]],
    ]
    for pair in shapes {
      let anywhere: [(Tensor, Tensor) -> Tensor] = [
        { $0 + $1 }, { $0 - $1 }, { $0 * $1 }, maximum, minimum, logaddexp, arctan2,
      ]
      for function in anywhere { checkGradient(of: pair) { function($0[0], $0[1]) } }
      let positive: [(Tensor, Tensor) -> Tensor] = [{ $0 / $1 }, divideNoNan, power]
      for function in positive { checkGradient(of: pair, from: 0.5) { function($0[0], $0[1]) } }
    }
    checkGradient(of: [Tensor([5.3, -4.1, 7.7]), Tensor([2.1, 3.3, -1.9])]) { mod($0[0], $0[1]) }
  }

  @Test func literalsAndInPlace() {
    checkGradient(of: [[3, 4]]) { 2 * $0[0] * $0[0] - 1 / ($0[0] * $0[0] + 3) }
    checkGradient(of: [[3, 4]], from: 0.5) { power($0[0], 2) + power($0[0], 0.5) + power($0[0], -1.5) }
    checkGradient(of: [[3, 4], [4]]) { x in
      var y = x[0]
      y *= x[1]
      y += 1
      y -= x[0]
      return y
    }
  }

  @Test func powerOfZero() {
    let (x, y) = (Tensor([0, 0, 2] as [Float]).tracked(), Tensor([0, 2, 0] as [Float]).tracked())
    let g = gradients(of: power(x, y), withRespectTo: [x, y])
    #expect(g[0].floats == [0, 0, 0])
    #expect(g[1].floats[0] == 0)
    #expect(g[1].floats[1] == 0)
  }

  @Test func selection() {
    let condition = Tensor([true, false, true, false], shape: [4])
    checkGradient(of: [[3, 4], [3, 1]]) { `where`(condition, $0[0], $0[1]) }
    checkGradient(of: [[4], []]) { `where`(Tensor([true, false], shape: [2, 1]), $0[0], $0[1]) }
    checkGradient(of: [[3, 5]]) { clip($0[0], -0.5, 0.7) }
    checkGradient(of: [[3, 5], [5]]) { clip($0[0], $0[1], 1.2) }
    let x = Tensor([1, .nan, .infinity, -.infinity] as [Float]).tracked()
    #expect(gradients(of: nanToNum(x), withRespectTo: [x])[0].floats == [1, 0, 0, 0])
  }

  @Test func reductions() {
    let axes: [[Int]] = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2], []]
    for axis in axes {
      for keepdims in [false, true] {
        checkGradient(of: [[2, 3, 4]]) { sum($0[0], axis: axis, keepdims: keepdims) }
        checkGradient(of: [[2, 3, 4]]) { mean($0[0], axis: axis, keepdims: keepdims) }
        checkGradient(of: [[2, 3, 4]]) { prod($0[0], axis: axis, keepdims: keepdims) }
        checkGradient(of: [[2, 3, 4]]) { max($0[0], axis: axis, keepdims: keepdims) }
        checkGradient(of: [[2, 3, 4]]) { min($0[0], axis: axis, keepdims: keepdims) }
        checkGradient(of: [[2, 3, 4]]) { variance($0[0], axis: axis, keepdims: keepdims) }
        checkGradient(of: [[2, 3, 4]]) { logsumexp($0[0], axis: axis, keepdims: keepdims) }
        if !axis.isEmpty { checkGradient(of: [[2, 3, 4]]) { std($0[0], axis: axis, keepdims: keepdims) } }
      }
      guard !axis.isEmpty else { continue }
      checkGradient(of: [[2, 3, 4]]) { softmax($0[0], axis: axis) }
      checkGradient(of: [[2, 3, 4]]) { logSoftmax($0[0], axis: axis) }
    }
    checkGradient(of: [[2, 3, 4]]) { max($0[0], initial: 0.5) }
    checkGradient(of: [[2, 3]]) { sum($0[0]) }
  }

  @Test func alongAnAxis() {
    for axis in 0..<3 {
      checkGradient(of: [[2, 3, 4]]) { softmax($0[0], axis: axis) }
      checkGradient(of: [[2, 3, 4]]) { logSoftmax($0[0], axis: axis) }
      checkGradient(of: [[2, 3, 4]]) { cumsum($0[0], axis: axis) }
      checkGradient(of: [[2, 3, 4]]) { cumprod($0[0], axis: axis) }
    }
    checkGradient(of: [[2, 3]]) { cumsum($0[0]) }
    checkGradient(of: [Tensor([2.0, 0, 3, -1, 0, 4])]) { cumprod($0[0]) }
    checkGradient(of: [Tensor([2.0, 0, 3, -1])]) { prod($0[0]) }
    checkGradient(of: [Tensor([2.0, 0, 0, -1])]) { prod($0[0]) }
  }

  @Test func norms() {
    let orders: [NormOrder] = [1, 2, 3, 2.5, .infinity, .negativeInfinity]
    for order in orders { checkGradient(of: [[3, 4]], to: 1.87) { norm($0[0], ord: order, axis: 1) } }
    let matrixOrders: [NormOrder] = ["fro", 1, -1, .infinity, .negativeInfinity]
    for order in matrixOrders {
      // Through exp, as sums of evenly spread points may be equal.
      checkGradient(of: [[2, 3, 4]]) { norm(exp($0[0]) - 1, ord: order, axis: [0, 2]) }
    }
  }

  @Test func castsCarryGradientsBetweenFloats() {
    let x = Tensor([1, 2] as [Float]).tracked()
    let y = sum(square(cast(x, .float64)))
    let g = gradients(of: y, withRespectTo: [x])[0]
    #expect(g.dtype == .float32)
    #expect(g.floats == [2, 4])
    #expect(!cast(x, .int32).isTracked)
    // float32 and float64 meet in float64; each gradient comes back in its own dtype.
    let d = Tensor([3, 4] as [Double]).tracked()
    let both = gradients(of: x * d, withRespectTo: [x, d])
    #expect(both[0].dtype == .float32)
    #expect(both[1].dtype == .float64)
  }

  @Test func tiesShareTheGradient() {
    let x = Tensor([3, 1, 3, 3] as [Float]).tracked()
    let third: Float = 1 / 3
    #expect(gradients(of: max(x), withRespectTo: [x])[0].floats == [third, 0, third, third])
    let (a, b) = (Tensor([1, 2] as [Float]).tracked(), Tensor([1, 3] as [Float]).tracked())
    let g = gradients(of: maximum(a, b), withRespectTo: [a, b])
    #expect(g[0].floats == [0.5, 0])
    #expect(g[1].floats == [0.5, 1])
  }
}
