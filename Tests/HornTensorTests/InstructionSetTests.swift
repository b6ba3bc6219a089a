import HornKernels
import Testing

@testable import HornTensor

/// The AVX-512, AVX2 and baseline forms of each kernel against each other.
///
/// Serialised, as the choice holds for the whole process; other suites may see any form meanwhile, which
/// must give the same to rounding.
@Suite(.serialized) struct InstructionSetTests {
  /// Results of one kernel in all forms; what they may differ by is a few units in the last place.
  private func expectSame(
    _ name: String, tolerance: Double = 2e-6, _ location: SourceLocation = #_sourceLocation,
    _ body: () -> Tensor
  ) {
    let original = horn_isa()
    defer { _ = horn_set_isa(original) }
    _ = horn_set_isa(Int32(HORN_ISA_BASELINE))
    let baseline = body()
    for isa in [HORN_ISA_AVX2, HORN_ISA_AVX512] {
      _ = horn_set_isa(Int32(isa))
      let other = body()
      #expect(other.shape == baseline.shape && other.dtype == baseline.dtype, sourceLocation: location)
      let limit = other.dtype == .float64 ? 1e-12 : tolerance
      let isSame = isclose(
        cast(other, .float64), cast(baseline, .float64), rtol: limit, atol: limit, equalNan: true)
      guard let index = isSame.bools.firstIndex(of: false) else { continue }
      let (a, b) = (baseline.doubles[index], other.doubles[index])
      Issue.record("\(name)[\(index)] \(other.dtype): \(a) and \(b)", sourceLocation: location)
    }
  }

  @Test func elementwise() {
    for dtype in [DType.float32, .float64, .int32, .bool] {
      for (name, function) in OpsGolden.unary where dtype != .bool || name != "negative" {
        let x = cast(OpsGolden.unaryArgument(name), dtype)
        expectSame(name) { function(x) }
      }
      for (name, function) in OpsGolden.binary where dtype != .bool || name != "subtract" {
        // Lengths around the width of a vector, and every kind of broadcast.
        for length in [1, 3, 16, 17, 67, 200] {
          let a = cast(OpsGolden.sample(3, length), dtype)
          let b = cast(OpsGolden.sample(3, length, seed: 3), dtype)
          expectSame(name) { function(a, b) }
          expectSame(name) { function(a, cast(OpsGolden.sample(length, seed: 3), dtype)) }
          expectSame(name) { function(cast(OpsGolden.sample(3, 1, seed: 3), dtype), b) }
          expectSame(name) { function(a, cast(OpsGolden.sample(seed: 3), dtype)) }
        }
      }
      let x = cast(OpsGolden.sample(5, 33), dtype)
      let y = cast(OpsGolden.sample(33, seed: 2), dtype)
      expectSame("where") { `where`(OpsGolden.sample(5, 1) .> 0, x, y) }
      expectSame("clip") { clip(x, -1, 2) }
      for target in [DType.float32, .float64, .int32, .bool] { expectSame("cast") { cast(x, target) } }
    }
  }

  @Test func reductions() {
    let shapes: [Shape] = [[1, 1, 1], [3, 5, 7], [2, 9, 130], [4, 300, 1], [1, 2, 5000], [1, 270, 5]]
    for dtype in [DType.float32, .float64, .int32, .bool] {
      for shape in shapes {
        let n = shape.elementCount
        let numbers = (0..<n).map { Double(($0 * 37 + 11) % 101 - 50) / 50 }
        let x = cast(Tensor(numbers, shape: shape), dtype)
        for axis in 0..<3 {
          expectSame("sum", tolerance: 2e-5) { sum(x, axis: axis) }
          expectSame("prod") { prod(x, axis: axis) }
          expectSame("max") { max(x, axis: axis) }
          expectSame("min") { min(x, axis: axis) }
          expectSame("any") { any(x, axis: axis) }
          expectSame("all") { all(x, axis: axis) }
          guard dtype.isFloatingPoint else { continue }
          expectSame("softmax") { softmax(x, axis: axis) }
          expectSame("logSoftmax") { logSoftmax(x, axis: axis) }
          expectSame("softmax gradient") {
            let y = x.tracked()
            return gradients(of: softmax(y, axis: axis) * x, withRespectTo: [y])[0]
          }
          expectSame("logSoftmax gradient") {
            let y = x.tracked()
            return gradients(of: logSoftmax(y, axis: axis) * x, withRespectTo: [y])[0]
          }
        }
      }
    }
  }

  @Test func rowMeans() {
    for width in 1...9 {
      for rows in [1, 7, 16, 37] {
        let x = Random.uniform(shape: [rows, width], seed: width)
        let expected = mean(x, axis: 1)
        expectSame("means of rows of \(width)") {
          let means = Tensor(uninitialized: [rows])
          horn_loss_row_means(means.mutableF32, x.f32, rows, width)
          return means
        }
        let means = Tensor(uninitialized: [rows])
        horn_loss_row_means(means.mutableF32, x.f32, rows, width)
        let isClose = zip(means.floats, expected.floats).allSatisfy { abs($0 - $1) < 1e-6 }
        #expect(isClose, "rows of \(width)")
      }
    }
  }
}
