import CBLAS
import HornKernels

/// OpenBLAS, single-threaded inside; large products are cut into blocks of rows or columns for the pool.
///
/// The cut depends on the sizes and the thread count only, so the same count gives the same bits.
package enum BLAS {
  /// The name of the CPU that OpenBLAS chose its kernels for.
  package static var coreName: String { openblas_get_corename().map { String(cString: $0) } ?? "unknown" }

  /// Whether OpenBLAS uses a smaller instruction set than this CPU has: it takes a CPU newer than itself for an old
  /// one, which costs it a factor of two to ten. Horn's own packed products are taken then.
  package static let isOutdated: Bool = {
    switch coreName {
    case "SkylakeX", "Cooperlake", "SapphireRapids": false
    case "Haswell", "Zen", "Excavator": horn_isa() > HORN_ISA_AVX2
    default: horn_isa() > HORN_ISA_BASELINE
    }
  }()

  /// Turns OpenBLAS's own threads off, once.
  package static func prepare() { _ = prepared }
  private static let prepared: Void = openblas_set_num_threads(1)

  /// c = alpha · op(a) · op(b) + beta · c, row-major; op(a) is [m, k], op(b) [k, n]. With beta 0, c is not read.
  package static func gemm(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int,
    _ alpha: Float, _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int,
    _ beta: Float, _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    prepare()
    if isOutdated, alpha == 1, beta == 0 || beta == 1, m > 1, n > 1 {
      return horn_packed_gemm(
        transposeA ? 1 : 0, transposeB ? 1 : 0, m, n, k, a, lda, b, ldb, c, ldc, beta == 1 ? 1 : 0)
    }
    let tA = transposeA ? CblasTrans : CblasNoTrans
    let tB = transposeB ? CblasTrans : CblasNoTrans
    cut(m, n, k) { rows, columns in
      let a = a + rows.lowerBound * (transposeA ? 1 : lda)
      let b = b + columns.lowerBound * (transposeB ? ldb : 1)
      let c = c + rows.lowerBound * ldc + columns.lowerBound
      if columns.count == 1, ldc == 1, k > 0 {
        if beta == 0 { c.update(repeating: 0, count: rows.count) }
        cblas_sgemv(
          CblasRowMajor, tA, Int32(transposeA ? k : rows.count), Int32(transposeA ? rows.count : k),
          alpha, a, Int32(lda), b, Int32(transposeB ? 1 : ldb), beta, c, 1)
      } else if rows.count == 1, k > 0 {
        if beta == 0 { c.update(repeating: 0, count: columns.count) }
        cblas_sgemv(
          CblasRowMajor, transposeB ? CblasNoTrans : CblasTrans, Int32(transposeB ? columns.count : k),
          Int32(transposeB ? k : columns.count), alpha, b, Int32(ldb), a, Int32(transposeA ? lda : 1),
          beta, c, 1)
      } else {
        cblas_sgemm(
          CblasRowMajor, tA, tB, Int32(rows.count), Int32(columns.count), Int32(k), alpha, a, Int32(lda),
          b, Int32(ldb), beta, c, Int32(ldc))
      }
    }
  }

  /// c = alpha · op(a) · op(b) + beta · c in float64.
  package static func gemm(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int,
    _ alpha: Double, _ a: UnsafePointer<Double>, _ lda: Int, _ b: UnsafePointer<Double>, _ ldb: Int,
    _ beta: Double, _ c: UnsafeMutablePointer<Double>, _ ldc: Int
  ) {
    prepare()
    cut(m, n, k) { rows, columns in
      cblas_dgemm(
        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
        Int32(rows.count), Int32(columns.count), Int32(k), alpha,
        a + rows.lowerBound * (transposeA ? 1 : lda), Int32(lda),
        b + columns.lowerBound * (transposeB ? ldb : 1), Int32(ldb), beta,
        c + rows.lowerBound * ldc + columns.lowerBound, Int32(ldc))
    }
  }

  /// Floating-point operations from which on a product is worth the pool's fork and join.
  package static let operationsForThreads = 8 << 20

  /// Calls the body for blocks that cover [m, n]: one block if the product is small, else one a thread.
  private static func cut(_ m: Int, _ n: Int, _ k: Int, _ body: (Range<Int>, Range<Int>) -> Void) {
    guard m > 0, n > 0 else { return }
    let threads = Threads.count
    guard threads > 1, 2 * m * n * k >= operationsForThreads else { return body(0..<m, 0..<n) }
    // Blocks begin at multiples of 16, so that OpenBLAS's tiles and a block's cache lines stay whole.
    let long = max(m, n)
    let step = ((long + threads - 1) / threads + 15) / 16 * 16
    Threads.run(tasks: (long + step - 1) / step) { task in
      let block = task * step..<min(long, (task + 1) * step)
      if m >= n { body(block, 0..<n) } else { body(0..<m, block) }
    }
  }
}
