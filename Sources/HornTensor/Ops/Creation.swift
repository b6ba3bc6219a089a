import HornKernels

extension Tensor {
  /// A tensor of zeros (false, empty strings).
  public init(zeros shape: Shape, dtype: DType = .float32) {
    if dtype == .string {
      self.init(ByteStrings(repeating: "", count: shape.elementCount), shape: shape)
      return
    }
    self.init(uninitialized: shape, dtype: dtype)
    storage.pointer.initializeMemory(as: UInt8.self, repeating: 0, count: storage.byteCount)
  }

  /// A tensor of ones (true).
  public init(ones shape: Shape, dtype: DType = .float32) {
    self.init(full: shape, 1, dtype: dtype)
  }

  /// A tensor with one value everywhere; of one for int32 the fraction is cut off, and one that does not fit stops the
  /// program.
  public init(
    full shape: Shape, _ value: Double, dtype: DType = .float32, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    self.init(uninitialized: shape, dtype: dtype)
    let count = shape.elementCount
    switch dtype {
    case .float32: horn_fill_f32(mutableF32, Float(value), count)
    case .float64: storage.pointer.initializeMemory(as: Double.self, repeating: value, count: count)
    case .int32:
      guard let whole = Int32(exactly: value.rounded(.towardZero)) else {
        programmingError("full: \(value) does not fit into int32", file: file, line: line)
      }
      storage.pointer.initializeMemory(as: Int32.self, repeating: whole, count: count)
    case .bool: storage.pointer.initializeMemory(as: Bool.self, repeating: value != 0, count: count)
    case .string: programmingError("full: a string tensor has no number")
    }
  }

  /// The sum with another gradient of the same shape.
  func adding(gradient other: Tensor) -> Tensor {
    require(shape == other.shape, "gradient: shapes \(shape) and \(other.shape) of one tensor differ")
    guard dtype == .float32, other.dtype == .float32 else { return self + other }
    let result = Tensor(uninitialized: shape)
    horn_add_f32(result.mutableF32, f32, other.f32, elementCount)
    return result
  }
}
