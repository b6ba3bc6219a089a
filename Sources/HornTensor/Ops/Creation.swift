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

  /// A tensor with one value everywhere.
  public init(full shape: Shape, _ value: Double, dtype: DType = .float32) {
    self.init(uninitialized: shape, dtype: dtype)
    let count = shape.elementCount
    switch dtype {
    case .float32: horn_fill_f32(mutableF32, Float(value), count)
    case .float64: storage.pointer.initializeMemory(as: Double.self, repeating: value, count: count)
    case .int32: storage.pointer.initializeMemory(as: Int32.self, repeating: Int32(value), count: count)
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
