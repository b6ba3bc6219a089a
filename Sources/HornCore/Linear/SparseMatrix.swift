import HornKernels
import HornTensor

/// A float32 matrix most of whose elements are 0, by rows: only the others are kept.
///
///     let x = try SparseMatrix(rows: [[(0, 1), (3, 2)], []], columnCount: 4)
///     print(x.dense())  // [[1, 0, 0, 2], [0, 0, 0, 0]]
public struct SparseMatrix: Hashable, Sendable {
  /// How many rows there are, those without elements too.
  public let rowCount: Int
  /// How many columns there are, those without elements too.
  public let columnCount: Int
  /// Where each row begins in ``columns`` and ``values``, and the end of the last one.
  public let rowStarts: [Int]
  /// The column of each number; ascending within a row.
  public let columns: [Int32]
  /// The numbers that are kept, row by row.
  public let values: [Float]

  /// Rows that are known to be right.
  init(rowStarts: [Int], columns: [Int32], values: [Float], columnCount: Int) {
    rowCount = rowStarts.count - 1
    self.columnCount = columnCount
    self.rowStarts = rowStarts
    self.columns = columns
    self.values = values
  }

  /// A matrix of rows that list their elements in any order; what is listed twice is added up.
  ///
  /// - Throws: `HornError` where a column is not in `0..<columnCount`, or this does not fit into int32.
  public init(rows: some Sequence<[(column: Int, value: Float)]>, columnCount: Int) throws {
    guard columnCount >= 0, columnCount <= Int(Int32.max) else {
      throw HornError(.shape, "SparseMatrix: columnCount must be from 0 to \(Int32.max), got \(columnCount)")
    }
    var builder = SparseRows()
    for (place, row) in rows.enumerated() {
      if let (column, _) = row.first(where: { !(0..<columnCount).contains($0.column) }) {
        throw HornError(
          .value, "SparseMatrix: row \(place) has the column \(column), which is not in 0..<\(columnCount)")
      }
      builder.append(row.map { (Int32($0.column), $0.value) })
    }
    self = builder.matrix(columnCount: columnCount)
  }

  /// The elements of a tensor `[rows, columns]` that are not 0.
  ///
  /// - Throws: `HornError` for another rank, and for strings.
  public init(_ tensor: Tensor) throws {
    guard tensor.rank == 2, tensor.dtype != .string, tensor.shape[1] <= Int(Int32.max) else {
      throw HornError(
        .shape,
        "SparseMatrix: expected numbers of shape [rows, columns], got \(tensor.dtype) of shape \(tensor.shape)"
      )
    }
    let floats = tensor.floats
    let width = tensor.shape[1]
    var builder = SparseRows()
    for row in 0..<tensor.shape[0] {
      builder.append(
        (0..<width).compactMap { column in
          let value = floats[row * width + column]
          return value == 0 ? nil : (Int32(column), value)
        })
    }
    self = builder.matrix(columnCount: width)
  }

  /// How many elements are kept.
  public var storedCount: Int { values.count }

  /// The elements of a row that are kept; a row that there is not stops the program.
  public subscript(row: Int) -> [(column: Int, value: Float)] {
    (rowStarts[row]..<rowStarts[row + 1]).map { (Int(columns[$0]), values[$0]) }
  }

  /// All elements, `[rows, columns]`.
  public func dense() -> Tensor {
    let result = Tensor(zeros: [rowCount, columnCount])
    let out = result.mutableF32
    for row in 0..<rowCount {
      for place in rowStarts[row]..<rowStarts[row + 1] {
        out[row * columnCount + Int(columns[place])] += values[place]
      }
    }
    return result
  }

  /// Rows and columns exchanged.
  public func transposed() -> SparseMatrix {
    var starts = [Int](repeating: 0, count: columnCount + 1)
    var places = [Int32](repeating: 0, count: storedCount)
    var numbers = [Float](repeating: 0, count: storedCount)
    horn_sparse_transpose(&starts, &places, &numbers, rowStarts, columns, values, rowCount, columnCount)
    return SparseMatrix(rowStarts: starts, columns: places, values: numbers, columnCount: rowCount)
  }

  /// The product with a dense matrix `[columns, width]`, plus a row that is added to each; `[rows, width]`.
  func product(_ dense: Tensor, bias: Tensor? = nil) -> Tensor {
    let result = Tensor(uninitialized: [rowCount, dense.shape[1]])
    horn_sparse_product(
      result.mutableF32, rowStarts, columns, values, rowCount, dense.f32, bias?.f32, dense.shape[1])
    return result
  }
}
