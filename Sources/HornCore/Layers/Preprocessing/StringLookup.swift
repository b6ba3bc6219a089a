import HornTensor

/// Turns strings into integers by a vocabulary, or into vectors that say which strings there are.
///
/// Input: strings of any shape (integers with `invert`). Output by `outputMode`: int32 of the same shape (Keras gives
/// int64), or float32 vectors of the vocabulary's length.
///
///     let lookup = StringLookup(vocabulary: ["a", "b"])
///     try lookup(Tensor(["b", "c"]))  // [2, 0]
///
/// Place 0 stands for the mask token if there is one (in the mode `int`), the next `numOovIndices` places for unknown
/// strings, the others for the vocabulary. With several places for unknown strings, their FarmHash64 chooses one, or
/// their SipHash64 with a salt: the same as in TensorFlow.
public final class StringLookup: IndexLookup, KerasSerializable {
  private let encoding: String

  /// - Parameters:
  ///   - maxTokens: the most terms, with the special ones; nil for any number.
  ///   - numOovIndices: places for unknown strings; with 0 an unknown string is an error.
  ///   - maskToken: the string that stands for no value: place 0 in the mode `int`, dropped in the others; nil for none.
  ///   - oovToken: what unknown integers give with `invert`.
  ///   - vocabulary: an array of strings, or the path of a text file with one a line; nil where `adapt` finds it. What is
  ///     wrong with it is an error when the layer is used.
  ///   - idfWeights: the weight of each term, for the output mode `tfIdf` only.
  ///   - invert: whether integers are turned into strings.
  ///   - padToMaxTokens: whether vectors have the length `maxTokens` also for a smaller vocabulary.
  ///   - sparse: sparse tensors are not part of Horn: only false is possible.
  ///   - encoding: of the vocabulary in configurations; Horn's strings are UTF-8.
  ///   - salt: makes unknown strings choose their place by SipHash64 with this key.
  public init(
    maxTokens: Int? = nil, numOovIndices: Int = 1, maskToken: String? = nil, oovToken: String? = "[UNK]",
    vocabulary: (any VocabularySource)? = nil, idfWeights: [Float]? = nil, invert: Bool = false,
    outputMode: OutputMode = .int, padToMaxTokens: Bool = false, sparse: Bool = false,
    encoding: String = "utf-8", name: String? = nil, salt: HashSalt? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    require(
      TextEncoding.isKnown(encoding), TextEncoding.refusal(encoding, "StringLookup"), file: file, line: line)
    self.encoding = encoding
    super.init(
      LookupOptions(
        maxTokens: maxTokens, numOovIndices: numOovIndices, maskToken: maskToken.map { Array($0.utf8) },
        oovToken: oovToken.map { Array($0.utf8) }, invert: invert, outputMode: outputMode,
        padToMaxTokens: padToMaxTokens, salt: salt), vocabulary: vocabulary, idfWeights: idfWeights,
      sparse: sparse, name: name, file: file, line: line)
  }

  public init(config: ConfigReader) throws {
    encoding = try config.textEncoding()
    try super.init(config: config, isInteger: false, defaultOovToken: Array("[UNK]".utf8)) { value, key in
      guard case .string(let text) = value else {
        throw HornError(
          .configuration, "\(config.owner): \(key) must be a string or null, got \(value.summary)")
      }
      return Array(text.utf8)
    }
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["encoding": .string(encoding)]) { $1 }
  }

  /// The vocabulary in the order of its integers.
  ///
  /// - Parameter includeSpecialTokens: whether the mask and unknown tokens stand at the beginning.
  public func getVocabulary(includeSpecialTokens: Bool = true) -> [String] {
    state.vocabulary(includeSpecialTokens: includeSpecialTokens).map { term in
      term.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
  }
}
