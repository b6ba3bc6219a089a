import HornKernels
import Testing

@testable import HornTensor

/// Products with packed sides against sums in float64, over sizes around the tiles' and blocks' edges.
@Suite(.serialized) struct PackedProductTests {
  /// What a product is added to.
  private enum Start: Int, CaseIterable {
    case zero, bias, product
  }

  /// Numbers that differ, in [-1, 1).
  private func numbers(_ count: Int, seed: UInt32) -> [Float] {
    var state = seed &* 2_654_435_761 | 1
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(Int32(bitPattern: state)) * 0x1p-31
    }
  }

  private func eachInstructionSet(_ body: (Int32) -> Void) {
    let original = horn_isa()
    defer { _ = horn_set_isa(original) }
    for isa in [HORN_ISA_BASELINE, HORN_ISA_AVX2, HORN_ISA_AVX512] { body(horn_set_isa(Int32(isa))) }
  }

  @Test(arguments: [
    (2, 2, 1), (3, 33, 5), (14, 200, 64), (197, 129, 40), (400, 31, 257), (20, 1100, 70), (600, 70, 0),
  ])
  func wholeProducts(m: Int, n: Int, k: Int) {
    let (a, b, before) = (numbers(m * k, seed: 1), numbers(k * n, seed: 2), numbers(m * n, seed: 3))
    let expected = matmul(
      Tensor(a.map(Double.init), shape: [m, k]), Tensor(b.map(Double.init), shape: [k, n]))
    let aT = (0..<m * k).map { a[$0 % m * k + $0 / m] }
    let bT = (0..<k * n).map { b[$0 % k * n + $0 / k] }
    eachInstructionSet { isa in
      for choice in 0..<8 {
        let (tA, tB, adds) = (choice & 1 != 0, choice & 2 != 0, choice & 4 != 0)
        var c = before
        horn_packed_gemm(
          tA ? 1 : 0, tB ? 1 : 0, m, n, k, tA ? aT : a, tA ? m : k, tB ? bT : b, tB ? k : n, &c, n,
          adds ? 1 : 0)
        var largest: Float = 0
        for (i, sum) in expected.floats.enumerated() {
          largest = max(largest, Swift.abs(c[i] - sum - (adds ? before[i] : 0)))
        }
        #expect(largest < 1e-4, "\(tA) \(tB) \(adds), instruction set \(isa)")
      }
    }
  }

  /// What an element of the product should be, in float64.
  private func sum(_ k: Int, _ start: Float, _ a: (Int) -> Float, _ b: (Int) -> Float) -> Double {
    (0..<k).reduce(Double(start)) { $0 + Double(a($1)) * Double(b($1)) }
  }

  @Test(arguments: [
    (1, 1, 1), (1, 33, 5), (2, 31, 64), (3, 16, 255), (5, 8, 256), (6, 40, 257), (7, 65, 19), (8, 96, 32),
    (13, 17, 300), (14, 32, 4), (15, 9, 513), (28, 15, 3), (29, 70, 7), (33, 36, 260), (64, 34, 10),
    (4, 3, 0),
  ]) func agreesWithNaiveSums(m: Int, n: Int, k: Int) {
    let (rowA, rowB, rowC) = (k + 3, n + 5, n + 2)
    let a = numbers(m * rowA, seed: 1)
    let b = numbers(k * rowB + n, seed: 2)
    let before = numbers(m * rowC, seed: 3)
    let bias = numbers(n, seed: 6)
    let transposed = (0..<n * rowA).map { i in i % rowA < k ? b[i % rowA * rowB + i / rowA] : 0 }
    let size = horn_packed_size(k, n)
    eachInstructionSet { isa in
      for isTransposed in [false, true] {
        var packed = [Float](repeating: .nan, count: size + 16)
        if isTransposed {
          horn_pack(&packed, transposed, 1, rowA, k, n)
        } else {
          horn_pack(&packed, b, rowB, 1, k, n)
        }
        for start in Start.allCases {
          var c = before
          horn_packed_product(
            m, n, k, a, rowA, packed, &c, rowC, start == .bias ? bias : nil,
            start == .product ? 1 : 0)
          var largest = 0.0
          var isUntouched = true
          for i in 0..<m {
            for j in 0..<n {
              let expected = sum(
                k, [0, bias[j], before[i * rowC + j]][start.rawValue], { a[i * rowA + $0] },
                { b[$0 * rowB + j] })
              let difference = abs(Double(c[i * rowC + j]) - expected)
              largest = difference.isNaN ? .infinity : max(largest, difference)
            }
            for j in n..<rowC where c[i * rowC + j] != before[i * rowC + j] { isUntouched = false }
          }
          #expect(largest < 2e-5, "m \(m), n \(n), k \(k), transposed \(isTransposed), set \(isa)")
          #expect(isUntouched, "columns past the last were written: m \(m), n \(n), k \(k), set \(isa)")
        }
      }
    }
  }

  /// A gradient's product: the left side is given by columns, and only some of the right side's rows take part.
  @Test(arguments: [(9, 37, 30, 11), (31, 16, 300, 290), (14, 64, 270, 1)])
  func takesColumnsAndSomeRows(m: Int, n: Int, k: Int, used: Int) {
    let a = numbers(used * m, seed: 4)
    let b = numbers(k * n, seed: 5)
    let first = k - used
    var packed = [Float](repeating: .nan, count: horn_packed_size(k, n) + 16)
    horn_pack(&packed, b, n, 1, k, n)
    var left = [Float](repeating: .nan, count: horn_packed_left_size(m, used))
    horn_pack_left(&left, a, 1, m, m, used)
    eachInstructionSet { isa in
      var c = [Float](repeating: .nan, count: m * n)
      packed.withUnsafeBufferPointer { packed in
        horn_packed_multiply(
          m, n, used, left, packed.baseAddress! + first * Int(HORN_PANEL), k * Int(HORN_PANEL), &c, n, nil, 0)
      }
      var largest = 0.0
      for i in 0..<m {
        for j in 0..<n {
          let expected = sum(used, 0, { a[$0 * m + i] }, { b[(first + $0) * n + j] })
          let difference = abs(Double(c[i * n + j]) - expected)
          largest = difference.isNaN ? .infinity : max(largest, difference)
        }
      }
      #expect(largest < 2e-5, "m \(m), n \(n), k \(used) of \(k), set \(isa)")
    }
  }
}
