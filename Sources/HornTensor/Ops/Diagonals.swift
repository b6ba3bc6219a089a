import HornKernels

/// The lower triangle of the last two axes; zeros above the k-th diagonal.
public func tril(_ x: Tensor, k: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  triangle(x, k, lower: true, "tril", file, line)
}

/// The upper triangle of the last two axes; zeros below the k-th diagonal.
public func triu(_ x: Tensor, k: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  triangle(x, k, lower: false, "triu", file, line)
}

private func triangle(
  _ x: Tensor, _ k: Int, lower: Bool, _ operation: String, _ file: StaticString, _ line: UInt
) -> Tensor {
  require(
    x.rank >= 2 && x.dtype != .string, "\(operation): a \(x.dtype) tensor of shape \(x.shape)",
    file: file, line: line)
  let result = Tensor(uninitialized: x.shape, dtype: x.dtype)
  let (rows, columns) = (x.shape[x.rank - 2], x.shape[x.rank - 1])
  if x.elementCount > 0 {
    horn_triangle(
      result.storage.pointer, x.storage.pointer, x.elementCount / (rows * columns), rows, columns, k,
      lower ? 1 : 0, Int32(x.dtype.byteCount))
  }
  return result.derived(from: x) { triangle($0, k, lower: lower, operation, file, line) }
}

/// The diagonal of a matrix, or a matrix with a vector on its diagonal and zeros elsewhere.
///
/// - Parameter k: the diagonal; above the main one if positive.
public func diag(_ x: Tensor, k: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  if x.rank == 2 { return diagonal(x, offset: k, file: file, line: line) }
  require(x.rank == 1, "diag: a tensor of shape \(x.shape), not a vector or matrix", file: file, line: line)
  require(x.dtype != .string, "diag: strings have no zero", file: file, line: line)
  let size = x.elementCount + abs(k)
  let result = Tensor(zeros: [size, size], dtype: x.dtype)
  let view = StridedView(diagonalOf: [size, size], k)
  result.write(x, through: view)
  return result.derived(from: x) { $0.read(through: view) }
}

/// The diagonal over two axes, as the last axis of the result.
///
/// - Parameters:
///   - offset: the diagonal; above the main one if positive.
///   - axis1: the rows' axis.
///   - axis2: the columns' axis.
public func diagonal(
  _ x: Tensor, offset: Int = 0, axis1: Int = 0, axis2: Int = 1, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  let rows = x.shape.resolvedAxis(axis1, "diagonal", file: file, line: line)
  let columns = x.shape.resolvedAxis(axis2, "diagonal", file: file, line: line)
  require(rows != columns, "diagonal: axis \(axis1) twice", file: file, line: line)
  let strides = x.shape.strides
  let rest = x.shape.indices.filter { $0 != rows && $0 != columns }
  let line = StridedView(
    diagonalOf: [x.shape[rows], x.shape[columns]], offset, rowStride: strides[rows],
    columnStride: strides[columns])
  return x.strided(
    StridedView(
      lengths: rest.map { x.shape[$0] } + line.lengths, strides: rest.map { strides[$0] } + line.strides,
      offset: line.offset))
}

/// The sum of the diagonal over two axes.
///
/// - Parameters:
///   - offset: the diagonal; above the main one if positive.
///   - axis1: the rows' axis.
///   - axis2: the columns' axis.
public func trace(
  _ x: Tensor, offset: Int = 0, axis1: Int = 0, axis2: Int = 1, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  sum(diagonal(x, offset: offset, axis1: axis1, axis2: axis2, file: file, line: line), axis: -1)
}

extension StridedView {
  /// The k-th diagonal of a row-major matrix.
  init(diagonalOf matrix: Shape, _ k: Int) {
    self.init(diagonalOf: matrix, k, rowStride: matrix[1], columnStride: 1)
  }

  init(diagonalOf matrix: Shape, _ k: Int, rowStride: Int, columnStride: Int) {
    let (row, column) = (max(0, -k), max(0, k))
    let length = max(0, min(matrix[0] - row, matrix[1] - column))
    self.init(
      lengths: [length], strides: [rowStride + columnStride],
      offset: length == 0 ? 0 : row * rowStride + column * columnStride)
  }
}
