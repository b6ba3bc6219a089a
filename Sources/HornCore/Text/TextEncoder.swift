import HornKernels
import HornTensor

/// What a ``TextVectorization`` computes: a value that threads may share.
struct TextEncoder: Sendable {
  let preprocessor: TextPreprocessor
  let lookup: Lookup
  let outputSequenceLength: Int?
  let layer: String

  func callAsFunction(_ x: Tensor) throws -> Tensor {
    let numbers = try lookup.termNumbers(layer)
    let prepared = try preprocessor.prepare(x, layer: layer)
    let mode = lookup.options.outputMode
    if mode == .int, let width = outputSequenceLength {
      try CategoryEncoder.check([prepared.documents.count, width], layer)
      let rows = prepared.rules.rows(prepared.documents, width: width, numbers)
      return rows.viewed(as: Shape(prepared.shape + [width]))
    }
    let rows = prepared.rules.numbers(prepared.documents, numbers)
    switch mode {
    case .int:
      // A single token stays one.
      if x.rank == 0, preprocessor.split == nil, preprocessor.ngrams == nil {
        return Tensor(rows.values, shape: [])
      }
      return padded(rows, prepared.shape, with: 0)
    case .oneHot:
      let ids = padded(rows, prepared.shape, with: -1)
      try CategoryEncoder.check(ids.shape.dimensions + [lookup.depth], layer)
      return oneHot(ids, lookup.depth)
    case .multiHot, .count, .tfIdf:
      let result = try lookup.encoded(rows, layer)
      return result.viewed(as: Shape(prepared.shape + [lookup.depth]))
    }
  }

  /// The numbers of the tokens of each text, without padding.
  func sequences(_ texts: ByteStrings) throws -> Sequences {
    guard lookup.options.outputMode == .int else {
      throw HornError(
        .configuration,
        "Layer \"\(layer)\": sequences are of integers, but the output mode is \(lookup.options.outputMode.rawValue)"
      )
    }
    let numbers = try lookup.termNumbers(layer)
    let prepared = try preprocessor.prepare(Tensor(texts), layer: layer)
    let rows = prepared.rules.numbers(prepared.documents, numbers)
    guard let most = outputSequenceLength, rows.lengths.contains(where: { $0 > most }) else { return rows }
    return Sequences(
      rows.indices.map { index in
        let range = rows.range(index)
        return Array(rows.values[range.lowerBound..<Swift.min(range.upperBound, range.lowerBound + most)])
      })
  }

  /// Rows as long as the longest: `shape + [length]`.
  private func padded(_ rows: Sequences, _ shape: [Int], with value: Int32) -> Tensor {
    let width = rows.lengths.max() ?? 0
    let result = Tensor(uninitialized: Shape(shape + [width]), dtype: .int32)
    let out = result.mutableI32
    let tasks = max(1, min(Threads.count, result.elementCount / 65_536, rows.count))
    rows.values.withUnsafeBufferPointer { values in
      Threads.run(tasks: tasks) { task in
        for row in rows.count * task / tasks..<rows.count * (task + 1) / tasks {
          let range = rows.range(row)
          let target = out + row * width
          if let source = values.baseAddress, !range.isEmpty {
            target.update(from: source + range.lowerBound, count: range.count)
          }
          (target + range.count).update(repeating: value, count: width - range.count)
        }
      }
    }
    return result
  }
}
