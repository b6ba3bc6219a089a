import HornKernels
import HornTensor

/// A vocabulary and how terms are looked up in it: a value that threads may share.
struct Lookup: Sendable {
  let options: LookupOptions
  /// The terms without the special ones; nil before there is a vocabulary.
  private(set) var terms: ByteStrings?
  /// The weight of each place in the vocabulary, for `tfIdf`.
  private(set) var idfWeights: [Float]?
  private var numbers: TermNumbers?

  init(_ options: LookupOptions) { self.options = options }

  /// The number of terms with the special ones.
  var size: Int { (terms?.count ?? 0) + options.tokenStart }

  /// The length of the vectors in the output modes that give some.
  var depth: Int { options.padToMaxTokens ? options.maxTokens ?? size : size }

  init(_ options: LookupOptions, terms: ByteStrings, idfWeights: [Float]?) {
    self.options = options
    self.terms = terms
    self.idfWeights = idfWeights
    guard !options.invert else { return }
    // Masked terms have no place among those that are counted.
    let special = options.maskToken.map { (term: $0, number: options.outputMode == .int ? 0 : -2) }
    numbers = TermNumbers(
      table: TermTable(terms, start: options.tokenStart, special: special),
      unknown: options.numOovIndices == 0 ? -1 : options.oovStart, buckets: options.numOovIndices,
      salt: options.salt?.key, usesModulo: options.oovMethod == .floormod)
  }

  /// The weight of each place in the output: 0 for those behind the vocabulary.
  var outputWeights: Tensor? {
    idfWeights.map { Tensor($0 + Array(repeating: 0, count: max(0, depth - $0.count))) }
  }

  /// The same vocabulary with these weights.
  func with(idfWeights: [Float]) -> Lookup {
    var copy = self
    copy.idfWeights = idfWeights
    return copy
  }

  /// The places of terms.
  func termNumbers(_ layer: String) throws -> TermNumbers {
    guard let numbers else { throw Self.noVocabulary(layer) }
    return numbers
  }

  static func noVocabulary(_ layer: String) -> HornError {
    HornError(
      .state,
      "Layer \"\(layer)\" has no vocabulary yet: call adapt with data, or setVocabulary, or give it as an argument"
    )
  }

  /// What the layer gives for strings or integers.
  func applied(to x: Tensor, layer: String) throws -> Tensor {
    guard terms != nil else { throw Self.noVocabulary(layer) }
    if options.invert { return try inverted(x, layer) }
    let x = try Self.fitting(x, options, layer)
    let ids = try termNumbers(layer).numbers(of: x)
    if options.numOovIndices == 0 { try refuseUnknown(ids, x, layer) }
    return try encoded(ids, layer)
  }

  /// Integers as the output mode wants them.
  func encoded(_ ids: Tensor, _ layer: String) throws -> Tensor {
    try weighted(CategoryEncoder.encoded(ids, options.outputMode, depth: depth, layer: layer), layer)
  }

  /// Rows of integers as vectors.
  func encoded(_ rows: Sequences, _ layer: String) throws -> Tensor {
    try weighted(CategoryEncoder.encoded(rows, options.outputMode, depth: depth, layer: layer), layer)
  }

  private func weighted(_ counts: Tensor, _ layer: String) throws -> Tensor {
    guard options.outputMode == .tfIdf else { return counts }
    guard let weights = outputWeights, weights.elementCount == depth else {
      throw HornError(.state, "Layer \"\(layer)\" has no idfWeights for its vocabulary; adapt it anew")
    }
    return counts * weights
  }

  /// The input as the type of the vocabulary.
  static func fitting(_ x: Tensor, _ options: LookupOptions, _ layer: String) throws -> Tensor {
    switch (x.dtype, options.isInteger) {
    case (.string, false), (.int32, true): return x
    case (.string, true):
      throw HornError(.dtype, "Layer \"\(layer)\" takes integers, got strings; use StringLookup for them")
    case (_, false):
      throw HornError(.dtype, "Layer \"\(layer)\" takes strings, got \(x.dtype)")
    case (_, true): return cast(x.detached, .int32)
    }
  }

  private func refuseUnknown(_ ids: Tensor, _ x: Tensor, _ layer: String) throws {
    let found = UnsafeBufferPointer(start: ids.i32, count: ids.elementCount)
    guard let place = found.firstIndex(of: -1) else { return }
    let term =
      options.isInteger
      ? "\(x.i32[place])" : "\"\(x.byteStrings.string(at: place).prefix(80))\""
    throw HornError(
      .value,
      "Layer \"\(layer)\" got \(term) (element \(place)), which is not in its vocabulary of \(size) terms; with "
        + "numOovIndices: 1 unknown terms have a place of their own")
  }

  /// The terms at the places.
  private func inverted(_ x: Tensor, _ layer: String) throws -> Tensor {
    guard let terms, let oovToken = options.oovToken else { throw Self.noVocabulary(layer) }
    guard x.dtype != .string else {
      throw HornError(.dtype, "Layer \"\(layer)\" inverts a lookup: it takes integers, got strings")
    }
    let places = x.dtype == .int32 ? x : cast(x.detached, .int32)
    let source = UnsafeBufferPointer(start: places.i32, count: places.elementCount)
    let start = options.tokenStart
    let mask = options.maskToken
    func term(_ place: Int32) -> ArraySlice<UInt8> {
      if place == 0, let mask { return mask[...] }
      let index = Int(place) - start
      return terms.indices.contains(index) ? terms[index] : oovToken[...]
    }
    if options.isInteger {
      return Tensor(source.map { Int32(truncatingIfNeeded: LookupOptions.number(term($0))) }, shape: x.shape)
    }
    var result = ByteStrings()
    result.reserve(count: source.count, bytes: 8 * source.count)
    for place in source { result.append(utf8: term(place)) }
    return Tensor(result, shape: x.shape)
  }
}
