import CLAPACKE

/// The element types that LAPACK works on, with its routines for row-major matrices.
///
/// Every routine returns LAPACK's info: 0 is success.
protocol LapackScalar: BitwiseCopyable, FloatingPoint {
  static func qrFactors(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Self>, _ tau: UnsafeMutablePointer<Self>
  )
    -> Int
  static func qrBasis(
    _ m: Int, _ k: Int, _ a: UnsafeMutablePointer<Self>, _ stride: Int, _ tau: UnsafePointer<Self>
  ) -> Int
  static func luFactors(_ n: Int, _ a: UnsafeMutablePointer<Self>, _ pivots: UnsafeMutablePointer<Int32>)
    -> Int
  static func inverse(_ n: Int, _ lu: UnsafeMutablePointer<Self>, _ pivots: UnsafePointer<Int32>) -> Int
  static func solve(
    _ n: Int, _ columns: Int, _ lu: UnsafePointer<Self>, _ pivots: UnsafePointer<Int32>,
    _ b: UnsafeMutablePointer<Self>
  ) -> Int
  static func cholesky(_ n: Int, _ a: UnsafeMutablePointer<Self>) -> Int
  static func svd(
    _ full: Bool, _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Self>, _ s: UnsafeMutablePointer<Self>,
    _ u: UnsafeMutablePointer<Self>, _ vt: UnsafeMutablePointer<Self>
  ) -> Int
  static func eigh(_ n: Int, _ a: UnsafeMutablePointer<Self>, _ w: UnsafeMutablePointer<Self>) -> Int
}

private let rowMajor = LAPACK_ROW_MAJOR

private func character(_ letter: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: letter.value) }

extension Float: LapackScalar {
  static func qrFactors(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Float>, _ tau: UnsafeMutablePointer<Float>
  )
    -> Int
  {
    Int(LAPACKE_sgeqrf(rowMajor, Int32(m), Int32(n), a, Int32(n), tau))
  }

  static func qrBasis(
    _ m: Int, _ k: Int, _ a: UnsafeMutablePointer<Float>, _ stride: Int, _ tau: UnsafePointer<Float>
  ) -> Int {
    Int(LAPACKE_sorgqr(rowMajor, Int32(m), Int32(k), Int32(k), a, Int32(stride), tau))
  }

  static func luFactors(_ n: Int, _ a: UnsafeMutablePointer<Float>, _ pivots: UnsafeMutablePointer<Int32>)
    -> Int
  {
    Int(LAPACKE_sgetrf(rowMajor, Int32(n), Int32(n), a, Int32(n), pivots))
  }

  static func inverse(_ n: Int, _ lu: UnsafeMutablePointer<Float>, _ pivots: UnsafePointer<Int32>) -> Int {
    Int(LAPACKE_sgetri(rowMajor, Int32(n), lu, Int32(n), pivots))
  }

  static func solve(
    _ n: Int, _ columns: Int, _ lu: UnsafePointer<Float>, _ pivots: UnsafePointer<Int32>,
    _ b: UnsafeMutablePointer<Float>
  ) -> Int {
    Int(
      LAPACKE_sgetrs(
        rowMajor, character("N"), Int32(n), Int32(columns), lu, Int32(n), pivots, b, Int32(columns)))
  }

  static func cholesky(_ n: Int, _ a: UnsafeMutablePointer<Float>) -> Int {
    Int(LAPACKE_spotrf(rowMajor, character("L"), Int32(n), a, Int32(n)))
  }

  static func svd(
    _ full: Bool, _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Float>, _ s: UnsafeMutablePointer<Float>,
    _ u: UnsafeMutablePointer<Float>, _ vt: UnsafeMutablePointer<Float>
  ) -> Int {
    let columns = full ? m : min(m, n)
    return Int(
      LAPACKE_sgesdd(
        rowMajor, character(full ? "A" : "S"), Int32(m), Int32(n), a, Int32(n), s, u, Int32(columns), vt,
        Int32(n)))
  }

  static func eigh(_ n: Int, _ a: UnsafeMutablePointer<Float>, _ w: UnsafeMutablePointer<Float>) -> Int {
    Int(LAPACKE_ssyevd(rowMajor, character("V"), character("L"), Int32(n), a, Int32(n), w))
  }
}

extension Double: LapackScalar {
  static func qrFactors(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ tau: UnsafeMutablePointer<Double>
  )
    -> Int
  {
    Int(LAPACKE_dgeqrf(rowMajor, Int32(m), Int32(n), a, Int32(n), tau))
  }

  static func qrBasis(
    _ m: Int, _ k: Int, _ a: UnsafeMutablePointer<Double>, _ stride: Int, _ tau: UnsafePointer<Double>
  ) -> Int {
    Int(LAPACKE_dorgqr(rowMajor, Int32(m), Int32(k), Int32(k), a, Int32(stride), tau))
  }

  static func luFactors(_ n: Int, _ a: UnsafeMutablePointer<Double>, _ pivots: UnsafeMutablePointer<Int32>)
    -> Int
  {
    Int(LAPACKE_dgetrf(rowMajor, Int32(n), Int32(n), a, Int32(n), pivots))
  }

  static func inverse(_ n: Int, _ lu: UnsafeMutablePointer<Double>, _ pivots: UnsafePointer<Int32>) -> Int {
    Int(LAPACKE_dgetri(rowMajor, Int32(n), lu, Int32(n), pivots))
  }

  static func solve(
    _ n: Int, _ columns: Int, _ lu: UnsafePointer<Double>, _ pivots: UnsafePointer<Int32>,
    _ b: UnsafeMutablePointer<Double>
  ) -> Int {
    Int(
      LAPACKE_dgetrs(
        rowMajor, character("N"), Int32(n), Int32(columns), lu, Int32(n), pivots, b, Int32(columns)))
  }

  static func cholesky(_ n: Int, _ a: UnsafeMutablePointer<Double>) -> Int {
    Int(LAPACKE_dpotrf(rowMajor, character("L"), Int32(n), a, Int32(n)))
  }

  static func svd(
    _ full: Bool, _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ s: UnsafeMutablePointer<Double>,
    _ u: UnsafeMutablePointer<Double>, _ vt: UnsafeMutablePointer<Double>
  ) -> Int {
    let columns = full ? m : min(m, n)
    return Int(
      LAPACKE_dgesdd(
        rowMajor, character(full ? "A" : "S"), Int32(m), Int32(n), a, Int32(n), s, u, Int32(columns), vt,
        Int32(n)))
  }

  static func eigh(_ n: Int, _ a: UnsafeMutablePointer<Double>, _ w: UnsafeMutablePointer<Double>) -> Int {
    Int(LAPACKE_dsyevd(rowMajor, character("V"), character("L"), Int32(n), a, Int32(n), w))
  }
}
