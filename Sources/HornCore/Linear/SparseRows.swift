/// Rows of a sparse matrix that is being made.
struct SparseRows {
  private var rowStarts = [0]
  private var columns: [Int32] = []
  private var values: [Float] = []

  /// Puts a row behind the others; what is listed twice is added up.
  mutating func append(_ row: [(column: Int32, value: Float)]) {
    let start = columns.count
    for (column, value) in row.sorted(by: { $0.column < $1.column }) {
      if columns.count > start, columns[columns.count - 1] == column {
        values[values.count - 1] += value
      } else {
        columns.append(column)
        values.append(value)
      }
    }
    rowStarts.append(columns.count)
  }

  func matrix(columnCount: Int) -> SparseMatrix {
    SparseMatrix(rowStarts: rowStarts, columns: columns, values: values, columnCount: columnCount)
  }
}
