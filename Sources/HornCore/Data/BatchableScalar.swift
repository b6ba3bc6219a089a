import HornTensor

/// A number, a truth value or a string as an element of a ``Dataset``.
public protocol BatchableScalar: Batchable, BatchableElement
where Batch == Tensor, ArrayBatch == Tensor, ArraySlice == Self {
  /// The elements as a tensor of this shape.
  ///
  /// - Throws: `HornError` where one does not fit into the dtype.
  static func tensor(of elements: [Self], shape: Shape) throws -> Tensor
}

extension BatchableScalar {
  public static func batch(_ elements: [Self], padding: BatchPadding?) throws -> Tensor {
    if let shape = padding?.shape, !shape.isEmpty {
      throw HornError(
        .shape, "paddedShapes has \(shape.count) axes for elements that have none; give [] for them")
    }
    return try tensor(of: elements, shape: [elements.count])
  }

  public static func batch(arrays: [[Self]], padding: BatchPadding?) throws -> Tensor {
    guard padding == nil, let width = arrays.first?.count else {
      return try TensorRows(arrays.map { try tensor(of: $0, shape: [$0.count]) }).stacked(padding)
    }
    for (index, array) in arrays.enumerated() where array.count != width {
      throw TensorRows.ragged(index, [array.count], first: [width])
    }
    return try tensor(of: Array(arrays.joined()), shape: [arrays.count, width])
  }

  public static func sliceCount(of array: [Self]) throws -> Int { array.count }
  public static func slice(of array: [Self], at index: Int) -> Self { array[index] }
}

extension String: BatchableScalar {
  public static func tensor(of elements: [String], shape: Shape) throws -> Tensor {
    Tensor(elements, shape: shape)
  }
}

extension Int: BatchableScalar {
  public static func tensor(of elements: [Int], shape: Shape) throws -> Tensor {
    Tensor(
      try elements.map { element in
        guard let exact = Int32(exactly: element) else {
          throw HornError(.value, "the number \(element) does not fit into int32")
        }
        return exact
      }, shape: shape)
  }
}

extension Int32: BatchableScalar {
  public static func tensor(of elements: [Int32], shape: Shape) throws -> Tensor {
    Tensor(elements, shape: shape)
  }
}

extension Float: BatchableScalar {
  public static func tensor(of elements: [Float], shape: Shape) throws -> Tensor {
    Tensor(elements, shape: shape)
  }
}

extension Double: BatchableScalar {
  public static func tensor(of elements: [Double], shape: Shape) throws -> Tensor {
    Tensor(elements, shape: shape)
  }
}

extension Bool: BatchableScalar {
  public static func tensor(of elements: [Bool], shape: Shape) throws -> Tensor {
    Tensor(elements, shape: shape)
  }
}
