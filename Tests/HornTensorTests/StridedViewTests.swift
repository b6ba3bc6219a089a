import Testing

@testable import HornTensor

@Suite("Strided views")
struct StridedViewTests {
  /// Numbers that are the same on every run.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64 = 7

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  /// A view of some axes of the shape in any order, with any starts and steps, and some repeated.
  private func view(of shape: Shape, _ numbers: inout Numbers) -> StridedView {
    var view = StridedView(lengths: [], strides: [])
    for axis in Array(shape.indices).shuffled(using: &numbers) {
      let length = shape[axis]
      let step = [1, 1, 1, 2, 3, -1, -2].randomElement(using: &numbers) ?? 1
      let first = step > 0 ? Int.random(in: 0...length / 3, using: &numbers) : length - 1
      let most = step > 0 ? (length - first + step - 1) / step : (first - step) / -step
      view.offset += first * shape.strides[axis]
      view.lengths.append(Int.random(in: max(0, most - 1)...most, using: &numbers))
      view.strides.append(step * shape.strides[axis])
      if Int.random(in: 0..<8, using: &numbers) == 0 {
        view.lengths.append(3)
        view.strides.append(0)
      }
    }
    return view
  }

  @Test(arguments: [DType.bool, .int32, .float32, .float64])
  func copiesAndSumsAsElementByElement(_ dtype: DType) {
    var numbers = Numbers()
    for _ in 0..<400 {
      let rank = Int.random(in: 0...4, using: &numbers)
      let limit = rank < 3 ? 70 : 11
      let shape = Shape((0..<rank).map { _ in Int.random(in: 1...limit, using: &numbers) })
      let x = cast(ShapeOpsGolden.whole(shape), dtype)
      let view = view(of: shape, &numbers)
      let source = x.floats
      var expected: [Float] = []
      view.forEachElement { expected.append(source[$0]) }
      let read = x.read(through: view)
      #expect(read.floats == expected, "\(shape) \(view)")
      guard dtype.isFloatingPoint else { continue }
      var sums = [Float](repeating: 0, count: shape.elementCount)
      var next = 0
      view.forEachElement {
        sums[$0] += expected[next]
        next += 1
      }
      #expect(read.added(through: view, to: shape).floats == sums, "\(shape) \(view)")
    }
  }
}
