import CBLAS
import CLAPACKE
import HornKernels

extension Random {
  /// A matrix with orthonormal columns (rows, where there are fewer rows), all such matrices as likely.
  ///
  /// The Q of a QR factorization of normal numbers, with the signs that make R's diagonal positive.
  ///
  /// - Returns: `[rows, columns]`, float32.
  package static func orthogonal(rows: Int, columns: Int, gain: Float, seed: (any RandomSeed)?) -> Tensor {
    let (long, short) = (max(rows, columns), min(rows, columns))
    let result = normal(shape: [rows, columns], seed: seed)
    guard short > 0 else { return result }
    BLAS.prepare()
    // Row-major memory of a wide matrix is that of the tall one by columns: nothing is ever transposed.
    let layout = rows < columns ? LAPACK_COL_MAJOR : LAPACK_ROW_MAJOR
    let (m, n) = (Int32(long), Int32(short))
    let leading = rows < columns ? m : n
    let q = result.mutableF32
    let tau = Tensor(uninitialized: [short])
    var info = LAPACKE_sgeqrf(layout, m, n, q, leading, tau.mutableF32)
    let signs = (0..<short).map { q[$0 * (Int(leading) + 1)] < 0 ? -gain : gain }
    if info == 0 { info = LAPACKE_sorgqr(layout, m, n, n, q, leading, tau.f32) }
    require(info == 0, "orthogonal: the QR factorization failed with LAPACK's code \(info)")
    for (column, sign) in signs.enumerated() {
      if rows < columns {
        cblas_sscal(numericCast(long), sign, q + column * long, 1)
      } else {
        cblas_sscal(numericCast(long), sign, q + column, numericCast(short))
      }
    }
    return result
  }
}
