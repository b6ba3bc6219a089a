import Horn

/// The values of some columns of a CSV file, row by row, in the type of a model's input.
struct ColumnValues {
  private let dtype: DType
  private var numbers: [Float] = []
  private var integers: [Int32] = []
  private var texts = ByteStrings()

  init(dtype: DType) { self.dtype = dtype }

  mutating func append(_ row: CSVRow, _ columns: [Int]) throws {
    for column in columns {
      switch dtype {
      case .string: texts.append(utf8: try row.bytes(.position(column)))
      case .int32:
        let value = try row.int(.position(column))
        guard let exact = Int32(exactly: value) else {
          throw HornError(
            .value, "line \(row.line): column \(column) is \(value), which does not fit into int32")
        }
        integers.append(exact)
      case .float32, .float64, .bool: numbers.append(try row.float(.position(column)))
      }
    }
  }

  func tensor(_ shape: [Int]) -> Tensor {
    switch dtype {
    case .string: Tensor(texts, shape: Shape(shape))
    case .int32: Tensor(integers, shape: Shape(shape))
    case .float32, .float64, .bool: Tensor(numbers, shape: Shape(shape))
    }
  }
}
