extension Tensor {
  /// The same values in another dtype.
  func converted(to dtype: DType) -> Tensor {
    guard dtype != self.dtype else { return self }
    let old = self.dtype
    let result: Tensor
    switch dtype {
    case .float32: result = Tensor(floats, shape: shape)
    case .float64: result = Tensor(floats.map(Double.init), shape: shape)
    case .int32: result = Tensor(ints, shape: shape)
    case .bool: result = Tensor(floats.map { $0 != 0 }, shape: shape)
    case .string: programmingError("numbers cannot become strings")
    }
    return result.derived(from: self) { $0.converted(to: old) }
  }
}
