import HornKernels

/// The elements in another dtype.
///
/// Floats become int32 by cutting off the fraction (out of range: the nearest integer; NaN: 0); whatever is
/// not 0 becomes true. A gradient flows between floating-point dtypes only. Strings are not numbers: they
/// stop the program.
public func cast(_ x: Tensor, _ dtype: DType) -> Tensor {
  if x.dtype == dtype { return x }
  require(
    x.dtype != .string && dtype != .string,
    "cast: \(x.dtype) to \(dtype); strings and numbers are not cast, look strings up in a vocabulary")
  let result = Tensor(uninitialized: x.shape, dtype: dtype)
  horn_cast(
    result.storage.pointer, dtype.kernelType, x.storage.pointer, x.dtype.kernelType, x.elementCount)
  guard dtype.isFloatingPoint, x.dtype.isFloatingPoint else { return result }
  let original = x.dtype
  return result.derived(from: x) { cast($0, original) }
}
