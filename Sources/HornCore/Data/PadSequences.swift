import HornKernels
import HornTensor

/// Brings sequences to one length: `[count, maxlen]`.
///
/// - Parameters:
///   - maxlen: The length of the result; nil means that of the longest sequence.
///   - dtype: int32, float32, float64 or bool. Fractions are cut off for int32.
///   - padding: Where shorter sequences get `value`, before (`.pre`) or after (`.post`) their own elements.
///   - truncating: Where longer sequences lose elements, at their beginning (`.pre`) or end (`.post`).
///   - value: What fills the rest.
public func padSequences(
  _ sequences: Sequences, maxlen: Int? = nil, dtype: DType = .int32, padding: PadSide = .pre,
  truncating: PadSide = .pre, value: Double = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let layout = PadLayout(sequences.lengths, maxlen, dtype, padding, truncating, file, line)
  let result = layout.filled(value, dtype, file, line)
  sequences.values.withUnsafeBufferPointer { values in
    guard let source = values.baseAddress, layout.width > 0 else { return }
    for row in 0..<sequences.count {
      let (part, at) = layout.place(row)
      let start = source + sequences.range(row).lowerBound + part.lowerBound
      if dtype == .int32 {
        (result.mutableI32 + at).update(from: start, count: part.count)
      } else {
        for i in 0..<part.count { result.store(Double(start[i]), at: at + i) }
      }
    }
  }
  return result
}

/// Brings lists of integers to one length: `[count, maxlen]`. With int32 one that does not fit stops the program.
///
/// The arguments are those of ``padSequences(_:maxlen:dtype:padding:truncating:value:file:line:)`` of ``Sequences``.
public func padSequences(
  _ sequences: some Collection<[Int]>, maxlen: Int? = nil, dtype: DType = .int32, padding: PadSide = .pre,
  truncating: PadSide = .pre, value: Double = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let layout = PadLayout(sequences.map(\.count), maxlen, dtype, padding, truncating, file, line)
  let result = layout.filled(value, dtype, file, line)
  for (row, sequence) in sequences.enumerated() {
    let (part, at) = layout.place(row)
    if dtype == .int32 {
      narrow(sequence, part, into: result.mutableI32 + at, row, "padSequences", file, line)
    } else {
      for (i, element) in sequence[part].enumerated() { result.store(Double(element), at: at + i) }
    }
  }
  return result
}

/// Brings lists of 32-bit integers to one length: `[count, maxlen]`.
///
/// The arguments are those of ``padSequences(_:maxlen:dtype:padding:truncating:value:file:line:)`` of ``Sequences``.
public func padSequences(
  _ sequences: [[Int32]], maxlen: Int? = nil, dtype: DType = .int32, padding: PadSide = .pre,
  truncating: PadSide = .pre, value: Double = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  padSequences(
    Sequences(sequences), maxlen: maxlen, dtype: dtype, padding: padding, truncating: truncating,
    value: value, file: file, line: line)
}

/// Brings lists of floating-point numbers to one length: `[count, maxlen]`.
///
/// As in Keras the default `dtype` is int32, which cuts fractions off; ask for `.float32` to keep them.
/// The arguments are those of ``padSequences(_:maxlen:dtype:padding:truncating:value:file:line:)`` of ``Sequences``.
public func padSequences(
  _ sequences: [[Float]], maxlen: Int? = nil, dtype: DType = .int32, padding: PadSide = .pre,
  truncating: PadSide = .pre, value: Double = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let layout = PadLayout(sequences.map(\.count), maxlen, dtype, padding, truncating, file, line)
  let result = layout.filled(value, dtype, file, line)
  for (row, sequence) in sequences.enumerated() {
    let (part, at) = layout.place(row)
    for (i, element) in sequence[part].enumerated() { result.store(Double(element), at: at + i) }
  }
  return result
}

/// Brings sequences of vectors (or of larger samples) to one length.
///
/// Every tensor is `[time, …]` with one shape after the time axis; the result is `[count, maxlen, …]`.
/// The arguments are those of ``padSequences(_:maxlen:dtype:padding:truncating:value:file:line:)`` of ``Sequences``.
@_disfavoredOverload
public func padSequences(
  _ sequences: [Tensor], maxlen: Int? = nil, dtype: DType = .int32, padding: PadSide = .pre,
  truncating: PadSide = .pre, value: Double = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  for (row, sequence) in sequences.enumerated() {
    require(
      sequence.rank >= 1 && sequence.dtype != .string,
      "padSequences: sequence \(row) is a \(sequence.dtype) tensor of shape \(sequence.shape); "
        + "expected numbers with a time axis", file: file, line: line)
  }
  let sample = sequences.first { $0.shape[0] > 0 }.map { Array($0.shape.dropFirst()) } ?? []
  let layout = PadLayout(
    sequences.map { $0.shape[0] }, maxlen, dtype, padding, truncating, file, line, sample: sample)
  let result = layout.filled(value, dtype, file, line)
  let size = Shape(sample).elementCount
  for (row, sequence) in sequences.enumerated() where sequence.shape[0] > 0 {
    require(
      Array(sequence.shape.dropFirst()) == sample,
      "padSequences: a sample of sequence \(row) has the shape \(Shape(Array(sequence.shape.dropFirst()))), "
        + "different from the expected \(Shape(sample))", file: file, line: line)
    let (part, at) = layout.place(row)
    let elements = part.lowerBound * size..<part.upperBound * size
    if sequence.dtype == dtype {
      let bytes = dtype.byteCount
      (result.storage.pointer + at * size * bytes).copyMemory(
        from: sequence.storage.pointer + elements.lowerBound * bytes, byteCount: elements.count * bytes)
    } else {
      for (i, element) in elements.enumerated() { result.store(sequence.load(element), at: at * size + i) }
    }
  }
  return result
}

/// Brings lists of words to one length: a string tensor `[count, maxlen]`.
///
/// The arguments are those of ``padSequences(_:maxlen:dtype:padding:truncating:value:file:line:)`` of ``Sequences``;
/// the default `value` is the empty string.
public func padSequences(
  _ sequences: [[String]], maxlen: Int? = nil, dtype: DType = .string, padding: PadSide = .pre,
  truncating: PadSide = .pre, value: String = "", file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  require(
    dtype == .string,
    "padSequences: dtype \(dtype) is not compatible with strings; use dtype: .string", file: file, line: line)
  let layout = PadLayout(sequences.map(\.count), maxlen, .float32, padding, truncating, file, line)
  var words = [String](repeating: value, count: sequences.count * layout.width)
  for (row, sequence) in sequences.enumerated() {
    let (part, at) = layout.place(row)
    words.replaceSubrange(at..<at + part.count, with: sequence[part])
  }
  return Tensor(words, shape: [sequences.count, layout.width])
}

/// Where each sequence's elements go.
private struct PadLayout {
  let lengths: [Int]
  let width: Int
  let sample: [Int]
  let padding: PadSide
  let truncating: PadSide

  init(
    _ lengths: [Int], _ maxlen: Int?, _ dtype: DType, _ padding: PadSide, _ truncating: PadSide,
    _ file: StaticString, _ line: UInt, sample: [Int] = []
  ) {
    require(
      dtype != .string, "padSequences: dtype string is not compatible with sequences of numbers",
      file: file, line: line)
    require(
      maxlen != nil || !lengths.isEmpty,
      "padSequences: there is no sequence to take the length from; give maxlen", file: file, line: line)
    width = maxlen ?? lengths.max() ?? 0
    require(width >= 0, "padSequences: maxlen is \(width); expected 0 or more", file: file, line: line)
    self.lengths = lengths
    self.padding = padding
    self.truncating = truncating
    self.sample = sample
  }

  /// A tensor of the result's shape with the padding value everywhere.
  func filled(_ value: Double, _ dtype: DType, _ file: StaticString, _ line: UInt) -> Tensor {
    let shape = Shape([lengths.count, width] + sample)
    if dtype == .int32 { return Tensor(full: shape, Double(truncated(value)), dtype: dtype) }
    return Tensor(full: shape, value, dtype: dtype)
  }

  /// The part of the sequence that is kept, and the place of its first element in the result.
  func place(_ row: Int) -> (part: Range<Int>, at: Int) {
    let length = lengths[row]
    let kept = min(length, width)
    let start = truncating == .pre ? length - kept : 0
    return (start..<start + kept, row * width + (padding == .pre ? width - kept : 0))
  }
}

/// The number without its fraction; what int32 cannot hold becomes its least value, as in NumPy on x86.
private func truncated(_ value: Double) -> Int32 { Int32(exactly: value.rounded(.towardZero)) ?? .min }

extension Tensor {
  /// Sets one element of a tensor that was just made.
  fileprivate func store(_ value: Double, at index: Int) {
    switch dtype {
    case .float32: mutableF32[index] = Float(value)
    case .float64: storage.pointer.assumingMemoryBound(to: Double.self)[index] = value
    case .int32: mutableI32[index] = truncated(value)
    case .bool: mutableU8[index] = value == 0 ? 0 : 1
    case .string: break
    }
  }

  /// One element of a tensor of numbers.
  fileprivate func load(_ index: Int) -> Double {
    switch dtype {
    case .float32: Double(f32[index])
    case .float64: storage.pointer.assumingMemoryBound(to: Double.self)[index]
    case .int32: Double(i32[index])
    case .bool: Double(u8[index])
    case .string: .nan
    }
  }
}
