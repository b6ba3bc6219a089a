import HornKernels

/// The numbers from 0 to before `stop`: int32 unless named.
public func arange(_ stop: Int, dtype: DType = .int32) -> Tensor { arange(0, stop, dtype: dtype) }

/// The numbers from `start` to before `stop`, `step` apart: int32 unless named. A negative step goes down.
public func arange(
  _ start: Int, _ stop: Int, _ step: Int = 1, dtype: DType = .int32, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  require(step != 0, "arange: step 0", file: file, line: line)
  let count = max(0, (stop - start + step - step.signum()) / step)
  guard dtype == .int32 else {
    requireNumbers(dtype, "arange", file, line)
    return cast(progression(Double(start), Double(step), count, dtype), dtype)
  }
  let last = start + max(0, count - 1) * step
  require(
    Int32(exactly: start) != nil && Int32(exactly: last) != nil && Int32(exactly: step) != nil,
    "arange: \(start) to \(last) do not fit into int32", file: file, line: line)
  let result = Tensor(uninitialized: [count], dtype: .int32)
  horn_range_i32(result.mutableI32, Int32(start), Int32(step), count)
  return result
}

/// The numbers from `start` to before `stop`, `step` apart: float32 unless named.
public func arange(
  _ start: Double, _ stop: Double, _ step: Double = 1, dtype: DType = .float32,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  require(step != 0, "arange: step 0", file: file, line: line)
  requireNumbers(dtype, "arange", file, line)
  guard let count = Int(exactly: ((stop - start) / step).rounded(.up)) else {
    programmingError(
      "arange: \(start) to \(stop) in steps of \(step) is no finite number of elements", file: file,
      line: line)
  }
  return cast(progression(start, step, max(0, count), dtype), dtype)
}

/// Evenly spaced numbers between two.
///
/// - Parameters:
///   - num: how many.
///   - endpoint: whether `stop` is the last of them.
///   - dtype: float32 unless named; int32 takes the next lower integers.
public func linspace(
  _ start: Double, _ stop: Double, num: Int = 50, endpoint: Bool = true, dtype: DType = .float32,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  require(num >= 0, "linspace: \(num) numbers", file: file, line: line)
  requireNumbers(dtype, "linspace", file, line)
  let intervals = endpoint ? num - 1 : num
  let step = intervals > 0 ? (stop - start) / Double(intervals) : 0
  let result = progression(start, step, num, dtype)
  // Rounding must not miss the end point.
  if endpoint, num > 1 {
    result.write(
      Tensor(full: [1], stop, dtype: result.dtype),
      through: StridedView(lengths: [1], strides: [1], offset: num - 1))
  }
  return dtype == .int32 ? cast(floor(result), .int32) : result
}

private func requireNumbers(_ dtype: DType, _ operation: String, _ file: StaticString, _ line: UInt) {
  require(
    dtype != .string && dtype != .bool, "\(operation): numbers of dtype \(dtype)", file: file, line: line)
}

/// The numbers in the dtype, or in float64 for int32.
private func progression(_ start: Double, _ step: Double, _ count: Int, _ dtype: DType) -> Tensor {
  let result = Tensor(uninitialized: [count], dtype: dtype == .float32 ? .float32 : .float64)
  if dtype == .float32 {
    horn_range_f32(result.mutableF32, start, step, count)
  } else {
    horn_range_f64(result.elements(as: Double.self), start, step, count)
  }
  return result
}

/// Ones on a diagonal, zeros elsewhere: `[rows, columns]`.
///
/// - Parameters:
///   - columns: as many as rows if nil.
///   - k: the diagonal; above the main one if positive.
public func eye(_ rows: Int, _ columns: Int? = nil, k: Int = 0, dtype: DType = .float32) -> Tensor {
  let shape: Shape = [rows, columns ?? rows]
  let result = Tensor(zeros: shape, dtype: dtype)
  let view = StridedView(diagonalOf: shape, k)
  result.write(Tensor(ones: view.shape, dtype: dtype), through: view)
  return result
}

/// Zeros of a tensor's shape, and its dtype unless another is named.
public func zerosLike(_ x: Tensor, dtype: DType? = nil) -> Tensor {
  Tensor(zeros: x.shape, dtype: dtype ?? x.dtype)
}

/// Ones of a tensor's shape, and its dtype unless another is named.
public func onesLike(_ x: Tensor, dtype: DType? = nil) -> Tensor {
  Tensor(ones: x.shape, dtype: dtype ?? x.dtype)
}

/// One value everywhere, of a tensor's shape, and its dtype unless another is named.
public func fullLike(
  _ x: Tensor, _ fillValue: Double, dtype: DType? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  Tensor(full: x.shape, fillValue, dtype: dtype ?? x.dtype, file: file, line: line)
}
