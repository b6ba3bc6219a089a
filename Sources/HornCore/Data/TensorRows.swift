import HornTensor

/// Tensors that become the rows of a batch.
struct TensorRows {
  private let rows: [Tensor]

  init(_ rows: [Tensor]) { self.rows = rows }

  /// The error of a row that does not have the shape of the first.
  static func ragged(_ index: Int, _ shape: Shape, first: Shape) -> HornError {
    HornError(
      .shape,
      "element \(index) has the shape \(shape), but element 0 has \(first); a batch needs one shape: use paddedBatch, "
        + "or bring them to one length before")
  }

  /// The rows along a new first axis: `[rows, …]`.
  func stacked(_ padding: BatchPadding?) throws -> Tensor {
    guard let first = rows.first else { throw HornError(.shape, "a batch needs at least one element") }
    for (index, row) in rows.enumerated() {
      guard row.dtype == first.dtype else {
        throw HornError(
          .dtype, "element \(index) has the dtype \(row.dtype), but element 0 has \(first.dtype)")
      }
      if padding == nil, row.shape != first.shape { throw Self.ragged(index, row.shape, first: first.shape) }
    }
    guard let padding, !rows.allSatisfy({ $0.rank == 0 }) else { return laid(first) }
    return try padded(first, padding)
  }

  /// Rows of one shape, one behind the other.
  private func laid(_ first: Tensor) -> Tensor {
    let shape = Shape([rows.count] + first.shape)
    guard first.dtype != .string else {
      var strings = ByteStrings()
      for row in rows { strings.append(contentsOf: row.byteStrings) }
      return Tensor(strings, shape: shape)
    }
    let result = Tensor(uninitialized: shape, dtype: first.dtype)
    let bytes = first.elementCount * first.dtype.byteCount
    for (index, row) in rows.enumerated() {
      (result.storage.pointer + index * bytes).copyMemory(from: row.storage.pointer, byteCount: bytes)
    }
    return result
  }

  private func padded(_ first: Tensor, _ padding: BatchPadding) throws -> Tensor {
    let asked = try padding.lengths(rank: first.rank)
    var lengths = asked.map { $0 ?? 0 }
    for (index, row) in rows.enumerated() {
      guard row.rank == first.rank else {
        throw HornError(
          .shape,
          "element \(index) has the shape \(row.shape), but element 0 has \(first.shape); padding needs as many axes"
        )
      }
      for (axis, length) in row.shape.enumerated() {
        if let most = asked[axis], length > most {
          throw HornError(
            .shape,
            "element \(index) has the shape \(row.shape), but axis \(axis) is to be padded to \(most); cut it off before, "
              + "or give a larger length")
        }
        lengths[axis] = max(lengths[axis], length)
      }
    }
    let sample = Shape(lengths)
    let whole = Shape([rows.count] + lengths)
    let result = try PaddingValue.filling(whole, first.dtype, with: padding.value)
    guard first.dtype != .string else { return placed(result, sample) }
    let size = first.dtype.byteCount
    for (index, row) in rows.enumerated() {
      let source = row.storage.pointer
      let target = result.storage.pointer + index * sample.elementCount * size
      Self.forEachRun(row.shape, in: sample) { from, to, count in
        (target + to * size).copyMemory(from: source + from * size, byteCount: count * size)
      }
    }
    return result
  }

  /// The strings of the rows in their places among the padding.
  private func placed(_ padding: Tensor, _ sample: Shape) -> Tensor {
    var strings = ByteStrings()
    let filler = padding.byteStrings
    for row in rows {
      let text = row.byteStrings
      var places = [Int](repeating: -1, count: sample.elementCount)
      Self.forEachRun(row.shape, in: sample) { from, to, count in
        for offset in 0..<count { places[to + offset] = from + offset }
      }
      for place in places { strings.append(utf8: place < 0 ? filler[0] : text[place]) }
    }
    return Tensor(strings, shape: padding.shape)
  }

  /// Calls the body for each piece of a row that lies together: where it is, where it goes, and how long it is.
  private static func forEachRun(_ shape: Shape, in sample: Shape, _ body: (Int, Int, Int) -> Void) {
    guard let length = shape.last, shape.elementCount > 0 else { return }
    let strides = sample.strides
    var place = [Int](repeating: 0, count: shape.rank)
    for run in 0..<shape.elementCount / length {
      body(run * length, zip(place, strides).reduce(0) { $0 + $1.0 * $1.1 }, length)
      for axis in stride(from: shape.rank - 2, through: 0, by: -1) {
        place[axis] += 1
        if place[axis] < shape[axis] { break }
        place[axis] = 0
      }
    }
  }
}
