import CBLAS

/// Sums over vectors; float64 where a sum of many float32 numbers is asked for.
extension BLAS {
  /// Σ a · b.
  package static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Double {
    prepare()
    return cblas_dsdot(Int32(count), a, 1, b, 1)
  }

  /// Σ a · b over float32 tensors of as many elements.
  package static func dot(_ a: Tensor, _ b: Tensor) -> Double {
    defer { withExtendedLifetime((a, b)) {} }
    return dot(a.f32, b.f32, a.elementCount)
  }

  /// The greatest absolute value of a float32 tensor; 0 without elements.
  package static func largest(_ a: Tensor) -> Float {
    prepare()
    guard a.elementCount > 0 else { return 0 }
    let values = a.f32
    defer { withExtendedLifetime(a) {} }
    return Swift.abs(values[Int(cblas_isamax(Int32(a.elementCount), values, 1))])
  }

  /// x *= factor.
  package static func scale(_ x: UnsafeMutablePointer<Float>, _ count: Int, _ factor: Float) {
    prepare()
    cblas_sscal(Int32(count), factor, x, 1)
  }

  /// y += factor · x.
  package static func add(
    _ x: UnsafePointer<Float>, _ count: Int, _ factor: Float, to y: UnsafeMutablePointer<Float>
  ) {
    prepare()
    cblas_saxpy(Int32(count), factor, x, 1, y, 1)
  }

  /// factor · a.
  package static func combined(_ a: Tensor, _ factor: Float) -> Tensor {
    let result = Tensor(uninitialized: a.shape)
    result.mutableF32.update(from: a.f32, count: a.elementCount)
    scale(result.mutableF32, a.elementCount, factor)
    return result
  }

  /// factor · a + other · b.
  package static func combined(_ a: Tensor, _ factor: Float, _ b: Tensor, _ other: Float) -> Tensor {
    let result = combined(a, factor)
    add(b.f32, b.elementCount, other, to: result.mutableF32)
    withExtendedLifetime(b) {}
    return result
  }
}
