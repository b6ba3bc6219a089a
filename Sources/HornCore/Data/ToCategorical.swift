import HornTensor

/// Class numbers as vectors with a one at the class: `[…, numClasses]`, float32.
///
///     try toCategorical([0, 2], numClasses: 3)  // [[1, 0, 0], [0, 0, 1]]
///
/// - Parameters:
///   - x: classes from 0 on, of any shape; a last axis of length 1 is dropped, fractions are cut off.
///   - numClasses: nil for the largest class and one more.
/// - Throws: `HornError` where a class is negative or too large, or nothing says how many there are.
public func toCategorical(_ x: Tensor, numClasses: Int? = nil) throws -> Tensor {
  guard x.dtype != .string else {
    throw HornError(.dtype, "toCategorical: x has strings; give class numbers (StringLookup makes them)")
  }
  let classes = x.ints
  guard let count = numClasses ?? classes.max().map({ $0 + 1 }), count > 0 || classes.isEmpty else {
    throw HornError(
      .value,
      classes.isEmpty
        ? "toCategorical: x is empty, so that numClasses must be given"
        : "toCategorical: the number of classes is \(numClasses ?? 0); expected at least 1")
  }
  if let place = classes.firstIndex(where: { $0 < 0 || $0 >= min(count, Int(Int32.max)) }) {
    throw HornError(
      .value,
      "toCategorical: the class \(classes[place]) at position \(place) is not in 0..<\(count)")
  }
  let shape = x.rank > 1 && x.shape.last == 1 ? Array(x.shape.dropLast()) : Array(x.shape)
  return oneHot(Tensor(classes, shape: Shape(shape)), count)
}

/// Class numbers as vectors with a one at the class: `[count, numClasses]`, float32.
public func toCategorical(_ x: [Int], numClasses: Int? = nil) throws -> Tensor {
  if let place = x.firstIndex(where: { $0 < 0 || $0 >= Int(Int32.max) }) {
    throw HornError(.value, "toCategorical: the class \(x[place]) at position \(place) is out of range")
  }
  return try toCategorical(Tensor(x), numClasses: numClasses)
}
