import HornKernels
import HornTensor

/// Turns integers into vectors; what the layers with an ``OutputMode`` share.
enum CategoryEncoder {
  /// The integers as they are, or as vectors of the depth.
  ///
  /// For `multiHot` and `count` a tensor of rank 1 is one sample, and of more axes the second is the sample's, as in
  /// Keras. Integers outside of `0..<depth` give nothing.
  ///
  /// - Throws: `HornError` where the result is larger than any memory.
  static func encoded(
    _ ids: Tensor, _ mode: OutputMode, depth: Int, weights: Tensor? = nil, layer: String
  ) throws -> Tensor {
    switch mode {
    case .int: return ids
    case .oneHot:
      var shape = ids.shape.dimensions
      if shape.isEmpty { shape = [1] }
      if shape.count > 1, shape.last == 1 { shape.removeLast() }
      try check(shape + [depth], layer)
      return oneHot(ids.viewed(as: Shape(shape)), depth)
    case .multiHot, .count, .tfIdf:
      let shape = ids.rank == 0 ? [1] : ids.shape.dimensions
      let (outer, length) = shape.count == 1 ? (1, shape[0]) : (shape[0], shape[1])
      let inner = Array(shape.dropFirst(2))
      let resultShape = (shape.count == 1 ? [] : [outer]) + inner + [depth]
      try check(resultShape, layer)
      let result = Tensor(uninitialized: Shape(resultShape))
      let kind = Int32(mode == .multiHot ? HORN_CATEGORY_PRESENT : HORN_CATEGORY_COUNT)
      horn_encode_categories(
        result.mutableF32, ids.i32, weights?.f32, outer, length, Shape(inner).elementCount, depth, kind)
      return result
    }
  }

  /// Rows of different lengths as vectors of the depth: `[rows, depth]`.
  static func encoded(
    _ rows: Sequences, _ mode: OutputMode, depth: Int, layer: String
  ) throws -> Tensor {
    try check([rows.count, depth], layer)
    let result = Tensor(uninitialized: [rows.count, depth])
    let out = result.mutableF32
    let kind = Int32(mode == .multiHot ? HORN_CATEGORY_PRESENT : HORN_CATEGORY_COUNT)
    let tasks = Swift.max(1, Swift.min(Threads.count, result.elementCount / 65_536, rows.count))
    rows.values.withUnsafeBufferPointer { values in
      rows.offsets.withUnsafeBufferPointer { offsets in
        guard let offsets = offsets.baseAddress else { return }
        Threads.run(tasks: tasks) { task in
          let first = rows.count * task / tasks
          let last = rows.count * (task + 1) / tasks
          horn_encode_category_rows(
            out + first * depth, values.baseAddress, offsets + first, last - first, depth, kind)
        }
      }
    }
    return result
  }

  /// The shape of what ``encoded(_:_:depth:weights:layer:)`` gives.
  static func shape(_ input: [Int?], _ mode: OutputMode, depth: Int?) -> [Int?] {
    switch mode {
    case .int: return input
    case .oneHot:
      if input.isEmpty { return [1, depth] }
      return (input.count > 1 && input.last == 1 ? input.dropLast() : input) + [depth]
    case .multiHot, .count, .tfIdf:
      return (input.count < 2 ? [] : [input[0]] + input.dropFirst(2)) + [depth]
    }
  }

  /// Throws where a result of this shape could not be.
  static func check(_ shape: [Int], _ layer: String) throws {
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow, product <= 1 << 34 else {
        throw HornError(
          .shape, "Layer \"\(layer)\": the output would have the shape \(Shape(shape)), which no memory holds"
        )
      }
      count = product
    }
  }
}
