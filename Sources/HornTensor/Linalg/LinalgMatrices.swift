/// A batch of matrices in memory of its own, for LAPACK to work in.
struct LinalgMatrices {
  let tensor: Tensor
  let operation: String
  let m: Int
  let n: Int
  let batch: [Int]

  init(_ x: Tensor, _ operation: String, square: Bool = false, _ file: StaticString, _ line: UInt) {
    require(
      x.rank >= 2 && x.dtype != .string && (!square || x.shape[x.rank - 1] == x.shape[x.rank - 2]),
      "\(operation): a \(x.dtype) tensor of shape \(x.shape); \(square ? "square " : "")matrices are expected",
      file: file, line: line)
    var copy = cast(x.viewed(as: x.shape), DType.promoted(x.dtype, .float32))
    copy.makeUnique()
    tensor = copy
    self.operation = operation
    m = x.shape[x.rank - 2]
    n = x.shape[x.rank - 1]
    batch = Array(x.shape.dimensions.dropLast(2))
    BLAS.prepare()
  }

  /// Number of matrices, 0 if they have no elements.
  var count: Int { tensor.elementCount == 0 ? 0 : tensor.elementCount / (m * n) }

  /// Calls the body with the number and the elements of each matrix.
  func forEach<T: LapackScalar, E: Error>(_: T.Type, _ body: (Int, UnsafeMutablePointer<T>) throws(E) -> Void)
    throws(E)
  {
    let elements = tensor.elements(as: T.self)
    for i in 0..<count { try body(i, elements + i * m * n) }
  }

  /// A tensor for a part of the result, one for each matrix.
  func result(_ lengths: Int...) -> Tensor {
    Tensor(uninitialized: Shape(batch + lengths), dtype: tensor.dtype)
  }

  func failure(_ index: Int, _ what: String) -> HornError {
    HornError(
      .value, "\(operation): \(batch.isEmpty ? "the matrix" : "matrix \(index) of the batch") \(what)")
  }
}

extension LinalgMatrices {
  func qr<T: LapackScalar>(_: T.Type) -> (q: Tensor, r: Tensor) {
    let k = min(m, n)
    let r = result(k, n)
    var tau = [T](repeating: 0, count: k)
    forEach(T.self) { i, a in
      let ri = r.elements(as: T.self) + i * k * n
      var info = T.qrFactors(m, n, a, &tau)
      ri.update(from: a, count: k * n)
      if info == 0 { info = T.qrBasis(m, k, a, n, tau) }
      if info != 0 {
        a.update(repeating: .nan, count: m * n)
        ri.update(repeating: .nan, count: k * n)
      }
    }
    var basis = StridedView(tensor.shape)
    basis.lengths[tensor.rank - 1] = k
    return (tensor.read(through: basis), triu(r))
  }

  func solve<T: LapackScalar>(_ b: Tensor, columns: Int, _: T.Type) throws(HornError) {
    let solutions = b.elements(as: T.self)
    var pivots = [Int32](repeating: 0, count: n)
    try forEach(T.self) { (i, a) throws(HornError) in
      let info = T.luFactors(n, a, &pivots)
      guard info == 0 else { throw failure(i, info < 0 ? "has NaN" : "is singular") }
      guard columns == 0 || T.solve(n, columns, a, pivots, solutions + i * n * columns) == 0 else {
        throw failure(i, "has a right side with NaN")
      }
    }
  }

  func inv<T: LapackScalar>(_: T.Type) throws(HornError) {
    var pivots = [Int32](repeating: 0, count: n)
    try forEach(T.self) { (i, a) throws(HornError) in
      let info = T.luFactors(n, a, &pivots)
      guard info == 0, T.inverse(n, a, pivots) == 0 else {
        throw failure(i, info < 0 ? "has NaN" : "is singular")
      }
    }
  }

  func det<T: LapackScalar>(_: T.Type) -> Tensor {
    let result = Tensor(ones: Shape(batch), dtype: tensor.dtype)
    var pivots = [Int32](repeating: 0, count: n)
    forEach(T.self) { i, a in
      var product: T = T.luFactors(n, a, &pivots) < 0 ? .nan : 1
      for row in 0..<n { product *= pivots[row] == Int32(row + 1) ? a[row * n + row] : -a[row * n + row] }
      result.elements(as: T.self)[i] = product
    }
    return result
  }

  func cholesky<T: LapackScalar>(_: T.Type) throws(HornError) {
    try forEach(T.self) { (i, a) throws(HornError) in
      guard T.cholesky(n, a) == 0 else { throw failure(i, "is not positive definite") }
    }
  }

  func svd<T: LapackScalar>(_ full: Bool, _: T.Type) throws(HornError) -> (u: Tensor, s: Tensor, vh: Tensor) {
    let k = min(m, n)
    let (columns, rows) = full ? (m, n) : (k, k)
    let (u, s, vh) = (result(m, columns), result(k), result(rows, n))
    if count == 0, full {
      return (identities(m), s, identities(n))
    }
    try forEach(T.self) { (i, a) throws(HornError) in
      let info = T.svd(
        full, m, n, a, s.elements(as: T.self) + i * k, u.elements(as: T.self) + i * m * columns,
        vh.elements(as: T.self) + i * rows * n)
      guard info == 0 else { throw failure(i, info < 0 ? "has NaN" : "did not converge") }
    }
    return (u, s, vh)
  }

  func eigh<T: LapackScalar>(_: T.Type) throws(HornError) -> Tensor {
    let values = result(n)
    try forEach(T.self) { (i, a) throws(HornError) in
      let info = T.eigh(n, a, values.elements(as: T.self) + i * n)
      guard info == 0 else { throw failure(i, info < 0 ? "has NaN" : "did not converge") }
    }
    return values
  }

  private func identities(_ size: Int) -> Tensor {
    broadcastTo(eye(size, dtype: tensor.dtype), Shape(batch + [size, size]))
  }
}
