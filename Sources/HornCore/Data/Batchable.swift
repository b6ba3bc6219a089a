import HornTensor

/// What elements of a ``Dataset`` may be for `batch` to lay them side by side.
///
/// Numbers, truth values and strings give a tensor `[batch]`, arrays of these `[batch, length]`, tensors `[batch, …]`; lists
/// of tensors and tensors by name give the same with a batch axis. Int gives int32, Double float64.
public protocol Batchable: Sendable {
  /// What a batch is.
  associatedtype Batch: TensorStructure & Sendable

  /// The elements side by side along a new first axis.
  ///
  /// - Parameters:
  ///   - elements: at least one.
  ///   - padding: how elements of different lengths are brought to one; nil where they must have one shape.
  /// - Throws: `HornError` that names the element and the shapes where they do not fit.
  static func batch(_ elements: [Self], padding: BatchPadding?) throws -> Batch
}

/// What elements of an array may be for the array to be ``Batchable`` and ``Sliceable``.
public protocol BatchableElement: Sendable {
  /// What a batch of arrays is.
  associatedtype ArrayBatch: TensorStructure & Sendable
  /// What one sample of an array is.
  associatedtype ArraySlice: Sendable

  /// The arrays side by side along a new first axis.
  static func batch(arrays: [[Self]], padding: BatchPadding?) throws -> ArrayBatch

  /// How many samples an array has.
  static func sliceCount(of array: [Self]) throws -> Int

  /// One sample of an array.
  static func slice(of array: [Self], at index: Int) -> ArraySlice
}

extension Array: Batchable where Element: BatchableElement {
  public static func batch(_ elements: [[Element]], padding: BatchPadding?) throws -> Element.ArrayBatch {
    try Element.batch(arrays: elements, padding: padding)
  }
}

extension Tensor: Batchable, BatchableElement {
  public static func batch(_ elements: [Tensor], padding: BatchPadding?) throws -> Tensor {
    try TensorRows(elements).stacked(padding)
  }

  public static func batch(arrays: [[Tensor]], padding: BatchPadding?) throws -> [Tensor] {
    let count = arrays.first?.count ?? 0
    for (index, array) in arrays.enumerated() where array.count != count {
      throw HornError(
        .shape, "element \(index) is a list of \(array.count) tensors, but element 0 of \(count)")
    }
    return try (0..<count).map { place in
      do {
        return try batch(arrays.map { $0[place] }, padding: padding)
      } catch let error as HornError {
        throw HornError(error.kind, "tensor \(place) of the list: \(error.message)")
      }
    }
  }

  public static func sliceCount(of array: [Tensor]) throws -> Int {
    guard let first = array.first else { throw HornError(.shape, "Dataset: there are no tensors to slice") }
    let count = try first.sliceCount
    for (index, tensor) in array.enumerated() where try tensor.sliceCount != count {
      throw HornError(
        .shape,
        "Dataset: tensor 0 has \(count) samples, but tensor \(index) has \(try tensor.sliceCount); all must have as "
          + "many")
    }
    return count
  }

  public static func slice(of array: [Tensor], at index: Int) -> [Tensor] {
    array.map { $0.slice(at: index) }
  }
}

extension Dictionary: Batchable where Key == String, Value == Tensor {
  public static func batch(_ elements: [[String: Tensor]], padding: BatchPadding?) throws -> [String: Tensor]
  {
    guard let names = elements.first.map({ Set($0.keys) }) else { return [:] }
    var batch: [String: Tensor] = [:]
    for name in names.sorted() {
      let rows = try elements.enumerated().map { index, element in
        guard element.count == names.count, let tensor = element[name] else {
          throw HornError(
            .shape,
            "element \(index) has the tensors \(element.keys.sorted()), but element 0 has \(names.sorted())")
        }
        return tensor
      }
      do {
        batch[name] = try Tensor.batch(rows, padding: padding)
      } catch let error as HornError {
        throw HornError(error.kind, "\"\(name)\": \(error.message)")
      }
    }
    return batch
  }
}
