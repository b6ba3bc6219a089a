import HornKernels
import Testing

@testable import HornTensor

/// The fused normalization of rows against the same of small operations, in every form of the kernels.
@Suite(.serialized) struct RowNormalizationTests {
  private func plain(_ x: Tensor, _ gamma: Tensor?, _ beta: Tensor?, _ epsilon: Float, _ center: Bool)
    -> Tensor
  {
    let moved = center ? x - mean(x, axis: -1, keepdims: true) : x
    var y = moved * rsqrt(mean(square(moved), axis: -1, keepdims: true) + epsilon)
    if let gamma { y = y * gamma }
    if let beta { y = y + beta }
    return y
  }

  private func largestDifference(_ a: Tensor, _ b: Tensor) -> Float {
    a.shape == b.shape
      ? zip(a.floats, b.floats).reduce(0) { Swift.max($0, Swift.abs($1.0 - $1.1)) } : .infinity
  }

  private func check(rows: Int, length n: Int, affine: (Bool, Bool), center: Bool) {
    func numbers(_ count: Int, _ seed: Int) -> [Float] {
      (0..<count).map { Float(($0 * 37 + seed * 11 + $0 / 7) % 101) / 50 - 1 }
    }
    let x = Tensor(numbers(rows * n, 1), shape: [rows, n]).tracked()
    let gamma = affine.0 ? Tensor(numbers(n, 2)).tracked() : nil
    let beta = affine.1 ? Tensor(numbers(n, 3)).tracked() : nil
    let weights = Tensor(numbers(rows * n, 4), shape: [rows, n])
    let fused = normalizeRows(x, length: n, gamma: gamma, beta: beta, epsilon: 0.01, center: center)
    let small = plain(x, gamma, beta, 0.01, center)
    #expect(largestDifference(fused, small) < 1e-5, "\(rows) rows of \(n)")
    let sources = [x] + [gamma, beta].compactMap { $0 }
    let found = gradients(of: fused * weights, withRespectTo: sources)
    let expected = gradients(of: small * weights, withRespectTo: sources)
    for (index, (a, b)) in zip(found, expected).enumerated() {
      let scale = b.floats.reduce(1) { Swift.max($0, Swift.abs($1)) }
      #expect(largestDifference(a, b) < 2e-5 * scale, "gradient \(index) for \(rows) rows of \(n)")
    }
  }

  @Test func lengthsAroundTheWidthOfAVector() {
    let original = horn_isa()
    defer { _ = horn_set_isa(original) }
    for isa in [HORN_ISA_BASELINE, HORN_ISA_AVX2, HORN_ISA_AVX512] {
      _ = horn_set_isa(Int32(isa))
      for n in [2, 3, 4, 5, 8, 15, 16, 17, 31, 33, 64, 130] {
        check(rows: 3, length: n, affine: (n % 2 == 0, n % 3 == 0), center: n % 5 != 0)
      }
    }
  }

  @Test func manyRowsOnSeveralThreads() {
    check(rows: 700, length: 67, affine: (true, true), center: true)
    check(rows: 2, length: 40_000, affine: (true, false), center: false)
  }

  @Test func noRows() {
    let x = Tensor(zeros: [0, 5]).tracked()
    let gamma = Tensor(ones: [5]).tracked()
    let y = normalizeRows(x, length: 5, gamma: gamma, beta: nil, epsilon: 0.1)
    let found = gradients(of: sum(y), withRespectTo: [x, gamma])
    #expect(found[0].shape == [0, 5] && found[1].floats == [0, 0, 0, 0, 0])
  }
}
