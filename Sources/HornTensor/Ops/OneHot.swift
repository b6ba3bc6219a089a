import HornKernels

/// Vectors with a one at the index and zeros elsewhere.
///
/// - Parameters:
///   - x: int32 or bool indices of any shape; one outside `0..<numClasses`, also a negative one, gives zeros only.
///   - numClasses: the length of the new axis.
///   - axis: where the new axis stands in the result.
///   - dtype: the result's type.
public func oneHot(
  _ x: Tensor, _ numClasses: Int, axis: Int = -1, dtype: DType = .float32,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  require(
    x.dtype == .int32 || x.dtype == .bool, "oneHot: indices must be int32, not \(x.dtype); cast them first",
    file: file, line: line)
  require(
    numClasses >= 0 && dtype != .string, "oneHot: \(numClasses) classes of dtype \(dtype)",
    file: file, line: line)
  let indices = cast(x, .int32)
  let result = Tensor(uninitialized: Shape(x.shape.dimensions + [numClasses]), dtype: dtype)
  let one = Tensor(ones: [], dtype: dtype)
  horn_one_hot(
    result.storage.pointer, indices.i32, indices.elementCount, numClasses, one.storage.pointer,
    Int32(dtype.byteCount))
  if axis == -1 || axis == x.rank { return result }
  return moveaxis(result, source: -1, destination: axis, file: file, line: line)
}
