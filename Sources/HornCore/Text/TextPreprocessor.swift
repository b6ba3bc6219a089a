import HornTensor

/// What a ``TextVectorization`` does before it looks tokens up: a value that threads may share.
struct TextPreprocessor: Sendable {
  let standardize: TextStandardization?
  let split: TextSplit?
  let ngrams: NGrams?

  /// Texts, ready for the kernels.
  struct Prepared {
    let documents: TextDocuments
    let rules: TextRules
    /// The shape that the documents are arranged in.
    let shape: [Int]
  }

  /// The documents of a tensor of strings: each string by itself, or where nothing splits them the strings along the
  /// last axis together.
  func prepare(_ x: Tensor, layer: String) throws -> Prepared {
    guard x.dtype == .string else {
      throw HornError(.dtype, "Layer \"\(layer)\" (TextVectorization) takes strings, got \(x.dtype)")
    }
    var rules = TextRules()
    rules.ngrams = ngrams?.widths.map(Int32.init)
    var texts = x.byteStrings
    if let known = standardize?.rules {
      rules.lower = known.lower
      rules.strip = known.strip
    } else if let standardize {
      let count = texts.count
      texts = try standardize(texts)
      guard texts.count == count else {
        throw HornError(
          .value,
          "Layer \"\(layer)\": the function standardize gave \(texts.count) texts for \(count); it must give as many"
        )
      }
    }
    guard let split else {
      if x.rank == 0 {
        return Prepared(documents: TextDocuments(texts, starts: [0, 1]), rules: rules, shape: [])
      }
      let shape = Array(x.shape.dimensions.dropLast())
      let count = Shape(shape).elementCount
      let length = x.shape[x.rank - 1]
      let documents = TextDocuments(texts, starts: (0...count).map { $0 * length })
      return Prepared(documents: documents, rules: rules, shape: shape)
    }
    var shape = x.shape.dimensions
    if shape.count > 1 {
      guard shape.last == 1 else {
        throw HornError(
          .shape,
          "Layer \"\(layer)\" (TextVectorization) splits texts, so its input must have the shape [batch] or [batch, 1], "
            + "got \(x.shape); use split: nil for tokens")
      }
      shape.removeLast()
    }
    guard let function = split.body else {
      rules.split = split.kind
      return Prepared(documents: TextDocuments(texts), rules: rules, shape: shape)
    }
    if let known = standardize?.rules { texts = known.standardized(texts) }
    let tokens = try function(texts)
    guard tokens.count == texts.count else {
      throw HornError(
        .value,
        "Layer \"\(layer)\": the function split gave \(tokens.count) lists for \(texts.count) texts; it must give as many"
      )
    }
    var plain = TextRules()
    plain.ngrams = rules.ngrams
    return Prepared(
      documents: TextDocuments(tokens.tokens, starts: tokens.offsets), rules: plain, shape: shape)
  }

  /// The shape that the documents of an input of this shape are arranged in.
  func documentShape(_ input: [Int?]) -> [Int?] {
    split == nil || input.count > 1 ? input.dropLast() : input
  }

  /// How many tokens each document has, where the shape of the input says it.
  func length(_ input: [Int?]) -> Int? {
    guard split == nil else { return nil }
    guard let length = input.isEmpty ? 1 : input[input.count - 1] else { return nil }
    guard let ngrams else { return length }
    return ngrams.widths.reduce(0) { $0 + Swift.max(0, length - $1 + 1) }
  }
}
