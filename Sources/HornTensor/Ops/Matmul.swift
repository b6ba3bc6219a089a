import HornKernels

/// The matrix product over the last two axes, as NumPy's `matmul`.
///
/// - Parameters:
///   - a: `[…, m, k]`, or `[k]`, which counts as one row and loses that axis in the result.
///   - b: `[…, k, n]`, or `[k]`, which counts as one column. The axes before the last two broadcast.
/// - Returns: `[…, m, n]` in the promoted dtype.
public func matmul(_ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  matmul(a, b, transposeA: false, transposeB: false, file: file, line: line)
}

/// The matrix product with either operand's last two axes exchanged on the way, without a copy.
///
/// Transposing a vector changes nothing.
package func matmul(
  _ a: Tensor, _ b: Tensor, transposeA: Bool, transposeB: Bool, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  require(
    a.rank > 0 && b.rank > 0,
    "matmul: shapes \(a.shape) and \(b.shape); a scalar has no matrix product, use *", file: file, line: line)
  require(
    a.dtype != .string && b.dtype != .string, "matmul: strings have no product", file: file, line: line)
  let (a, b) = promoted(a, b)
  if a.dtype == .bool {
    let counts = matmul(
      cast(a, .int32), cast(b, .int32), transposeA: transposeA, transposeB: transposeB, file: file, line: line
    )
    return cast(counts, .bool)
  }
  let tA = transposeA && a.rank > 1
  let tB = transposeB && b.rank > 1
  let x = a.rank > 1 ? a.detached : a.detached.viewed(as: [1, a.elementCount])
  let y = b.rank > 1 ? b.detached : b.detached.viewed(as: [b.elementCount, 1])
  guard let sizes = MatmulSizes(x.shape, y.shape, tA, tB) else {
    programmingError(
      "matmul: shapes \(a.shape)\(tA ? "ᵀ" : "") and \(b.shape)\(tB ? "ᵀ" : "") do not fit together; "
        + "the last axis of the first must be as long as the last but one of the second, and axes before them broadcast",
      file: file, line: line)
  }
  let product = product(x, y, sizes)
  let full = product.shape
  var lengths = full.dimensions
  if b.rank == 1 { lengths.removeLast() }
  if a.rank == 1 { lengths.remove(at: sizes.batch.rank) }
  let (shapeA, shapeB, shapeX, shapeY) = (a.shape, b.shape, x.shape, y.shape)
  return product.viewed(as: Shape(lengths)).derived(
    from: a,
    { dy in
      let dy = dy.viewed(as: full)
      let da =
        tA
        ? summedProduct(y, dy, tB, true, over: shapeX) : summedProduct(dy, y, false, !tB, over: shapeX)
      return da.viewed(as: shapeA)
    }, b,
    { dy in
      let dy = dy.viewed(as: full)
      let db =
        tB ? summedProduct(dy, x, true, tA, over: shapeY) : summedProduct(x, dy, !tA, false, over: shapeY)
      return db.viewed(as: shapeB)
    })
}

/// The sum of the products of all pairs of elements along the last axis of `a` and the last but one of `b`.
///
/// - Parameters:
///   - a: any rank; a scalar multiplies `b`.
///   - b: any rank; of a vector its only axis counts.
public func dot(_ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  if a.rank == 0 || b.rank == 0 { return a * b }
  return tensordot(a, b, axes: ([a.rank - 1], [max(0, b.rank - 2)]), file: file, line: line)
}

/// The products of all pairs of elements: `[a.elementCount, b.elementCount]`.
public func outer(_ a: Tensor, _ b: Tensor) -> Tensor {
  matmul(reshape(a, [-1, 1]), reshape(b, [1, -1]))
}

/// Sums products over the last `axes` axes of `a` and the first of `b`.
public func tensordot(
  _ a: Tensor, _ b: Tensor, axes: Int = 2, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  require(
    axes >= 0 && axes <= a.rank && axes <= b.rank,
    "tensordot: \(axes) axes of shapes \(a.shape) and \(b.shape)", file: file, line: line)
  return tensordot(
    a, b, axes: (Array(a.rank - axes..<a.rank), Array(0..<axes)), file: file, line: line)
}

/// Sums products over pairs of axes.
///
/// - Parameter axes: axes of `a` and, as many, those of `b`.
/// - Returns: the remaining axes of `a`, then those of `b`.
public func tensordot(
  _ a: Tensor, _ b: Tensor, axes: ([Int], [Int]), file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let axesA = axes.0.map { a.shape.resolvedAxis($0, "tensordot", file: file, line: line) }
  let axesB = axes.1.map { b.shape.resolvedAxis($0, "tensordot", file: file, line: line) }
  require(
    axesA.map { a.shape[$0] } == axesB.map { b.shape[$0] }
      && Set(axesA).count == axesA.count && Set(axesB).count == axesB.count,
    "tensordot: axes \(axes.0) of \(a.shape) and \(axes.1) of \(b.shape) do not fit together",
    file: file, line: line)
  let freeA = (0..<a.rank).filter { !axesA.contains($0) }
  let freeB = (0..<b.rank).filter { !axesB.contains($0) }
  let inner = axesA.reduce(1) { $0 * a.shape[$1] }
  let rows = freeA.reduce(1) { $0 * a.shape[$1] }
  let columns = freeB.reduce(1) { $0 * b.shape[$1] }
  let left = reshape(transpose(a, axes: freeA + axesA), [rows, inner])
  let right = reshape(transpose(b, axes: axesB + freeB), [inner, columns])
  return reshape(matmul(left, right), freeA.map { a.shape[$0] } + freeB.map { b.shape[$0] })
}

/// The product of checked operands of one dtype and rank 2 or more. No gradient.
private func product(_ a: Tensor, _ b: Tensor, _ sizes: MatmulSizes) -> Tensor {
  let result = Tensor(
    uninitialized: Shape(sizes.batch.dimensions + [sizes.m, sizes.n]), dtype: a.dtype)
  guard result.elementCount > 0 else { return result }
  guard sizes.k > 0 else { return Tensor(zeros: result.shape, dtype: a.dtype) }
  // A single right operand turns a batch of left ones into one tall matrix.
  if b.elementCount == sizes.k * sizes.n, !sizes.transposeA, a.shape.rank - 2 == sizes.batch.rank,
    a.elementCount == sizes.batch.elementCount * sizes.m * sizes.k
  {
    let rows = sizes.batch.elementCount * sizes.m
    multiply(a, 0, b, 0, result, 0, sizes, rows: rows)
    return result
  }
  let count = sizes.batch.elementCount
  let (offsetsA, offsetsB) = sizes.offsets(a.shape, b.shape)
  let perProduct = sizes.m * sizes.n
  let total = 2 * count * perProduct * sizes.k
  let tasks = count > 1 && total >= BLAS.operationsForThreads ? min(count, Threads.count) : 1
  BLAS.prepare()
  Threads.run(tasks: tasks) { task in
    for i in count * task / tasks..<count * (task + 1) / tasks {
      multiply(a, offsetsA[i], b, offsetsB[i], result, i * perProduct, sizes, rows: sizes.m)
    }
  }
  return result
}

private func multiply(
  _ a: Tensor, _ offsetA: Int, _ b: Tensor, _ offsetB: Int, _ c: Tensor, _ offsetC: Int,
  _ sizes: MatmulSizes, rows m: Int
) {
  let (n, k, tA, tB) = (sizes.n, sizes.k, sizes.transposeA, sizes.transposeB)
  let (lda, ldb) = (tA ? m : k, tB ? k : n)
  switch a.dtype {
  case .float32:
    BLAS.gemm(
      tA, tB, m, n, k, 1, a.f32 + offsetA, lda, b.f32 + offsetB, ldb, 0, c.mutableF32 + offsetC, n)
  case .float64:
    BLAS.gemm(
      tA, tB, m, n, k, 1, a.elements(as: Double.self) + offsetA, lda,
      b.elements(as: Double.self) + offsetB, ldb, 0, c.elements(as: Double.self) + offsetC, n)
  default:
    horn_matmul_i32(
      c.mutableI32 + offsetC, a.i32 + offsetA, b.i32 + offsetB, m, n, k, tA ? 1 : 0, tB ? 1 : 0)
  }
}

/// The product of operands known to fit, summed over the batch axes that `target` was broadcast along.
private func summedProduct(
  _ a: Tensor, _ b: Tensor, _ transposeA: Bool, _ transposeB: Bool, over target: Shape
) -> Tensor {
  // A shared right operand: the sum over the batch is one product of tall matrices.
  if target.rank == 2, a.rank == b.rank, a.rank > 2, transposeA, !transposeB,
    a.shape.dimensions.dropLast() == b.shape.dimensions.dropLast()
  {
    let rows = a.shape.dimensions.dropLast().reduce(1, *)
    let tallA = a.viewed(as: [rows, a.shape[a.rank - 1]])
    let tallB = b.viewed(as: [rows, b.shape[b.rank - 1]])
    guard let sizes = MatmulSizes(tallA.shape, tallB.shape, true, false) else { return tallA }
    return product(tallA, tallB, sizes)
  }
  guard let sizes = MatmulSizes(a.shape, b.shape, transposeA, transposeB) else {
    programmingError("matmul: the gradient's shapes \(a.shape) and \(b.shape) do not fit together")
  }
  return sumToShape(product(a, b, sizes), target)
}
