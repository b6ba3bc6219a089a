/// Linear algebra on matrices and batches of them, `[…, m, n]`, through LAPACK (Keras's `ops.linalg`).
///
/// float32 and float64; other numbers are taken as float32. No gradients flow through these.
public enum Linalg {
  /// The factors of `x` = q · r with orthonormal columns in q and an upper triangle in r.
  ///
  /// The signs are LAPACK's, as in NumPy. NaN in a matrix makes its factors NaN.
  ///
  /// - Returns: q `[…, m, k]` and r `[…, k, n]` with k = min(m, n).
  public static func qr(
    _ x: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) -> (q: Tensor, r: Tensor) {
    let a = LinalgMatrices(x, "qr", file, line)
    return a.tensor.dtype == .float64 ? a.qr(Double.self) : a.qr(Float.self)
  }

  /// The solution of `a` · x = `b`.
  ///
  /// - Parameters:
  ///   - a: `[…, n, n]`.
  ///   - b: `[…, n, k]`, or `[…, n]` with one axis less than `a`.
  /// - Returns: the shape of `b`.
  /// - Throws: `.value` for a singular matrix, and for NaN.
  public static func solve(
    _ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) throws(HornError) -> Tensor {
    let dtype = DType.promoted(DType.promoted(a.dtype, b.dtype), .float32)
    let matrices = LinalgMatrices(cast(a, dtype), "solve", square: true, file, line)
    let isVector = b.rank == a.rank - 1
    let columns = isVector ? 1 : b.shape.last ?? 0
    require(
      b.shape.dimensions.dropLast(isVector ? 0 : 1) == a.shape.dimensions.dropLast(),
      "solve: shapes \(a.shape) and \(b.shape) do not fit together", file: file, line: line)
    var x = cast(b.viewed(as: b.shape), dtype)
    x.makeUnique()
    if dtype == .float64 {
      try matrices.solve(x, columns: columns, Double.self)
    } else {
      try matrices.solve(x, columns: columns, Float.self)
    }
    return x
  }

  /// The inverse matrices.
  ///
  /// - Throws: `.value` for a singular matrix, and for NaN.
  public static func inv(
    _ x: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) throws(HornError) -> Tensor {
    let a = LinalgMatrices(x, "inv", square: true, file, line)
    if a.tensor.dtype == .float64 { try a.inv(Double.self) } else { try a.inv(Float.self) }
    return a.tensor
  }

  /// The determinants: `[…]`; 0 for a singular matrix, 1 for one without elements.
  public static func det(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let a = LinalgMatrices(x, "det", square: true, file, line)
    return a.tensor.dtype == .float64 ? a.det(Double.self) : a.det(Float.self)
  }

  /// The lower triangle l of `x` = l · lᵀ for symmetric positive definite matrices, of which the lower triangle is read.
  ///
  /// - Parameter upper: whether to return lᵀ.
  /// - Throws: `.value` for a matrix that is not positive definite.
  public static func cholesky(
    _ x: Tensor, upper: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) throws(HornError) -> Tensor {
    let a = LinalgMatrices(x, "cholesky", square: true, file, line)
    if a.tensor.dtype == .float64 { try a.cholesky(Double.self) } else { try a.cholesky(Float.self) }
    let lower = tril(a.tensor)
    return upper ? swapaxes(lower, -1, -2) : lower
  }

  /// The singular value decomposition `x` = u · diag(s) · vh.
  ///
  /// - Parameter fullMatrices: whether u and vh are square; else u has min(m, n) columns, and vh as many rows.
  /// - Returns: u, the singular values `[…, min(m, n)]` in descending order, and vh.
  /// - Throws: `.value` where the iteration does not converge, and for NaN.
  public static func svd(
    _ x: Tensor, fullMatrices: Bool = true, file: StaticString = #fileID, line: UInt = #line
  ) throws(HornError) -> (u: Tensor, s: Tensor, vh: Tensor) {
    let a = LinalgMatrices(x, "svd", file, line)
    return try a.tensor.dtype == .float64
      ? a.svd(fullMatrices, Double.self) : a.svd(fullMatrices, Float.self)
  }

  /// The eigenvalues, ascending, and eigenvectors, as columns, of symmetric matrices; the lower triangle is read.
  ///
  /// - Returns: values `[…, n]` and vectors `[…, n, n]`.
  /// - Throws: `.value` where the iteration does not converge, and for NaN.
  public static func eigh(
    _ x: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) throws(HornError) -> (values: Tensor, vectors: Tensor) {
    let a = LinalgMatrices(x, "eigh", square: true, file, line)
    let values = try a.tensor.dtype == .float64 ? a.eigh(Double.self) : a.eigh(Float.self)
    return (values, a.tensor)
  }
}
