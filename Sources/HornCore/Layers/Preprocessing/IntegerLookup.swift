import HornTensor

/// Turns arbitrary integers into consecutive ones by a vocabulary, or into vectors that say which there are.
///
/// Input: integers of any shape (floats are cut to integers). Output by `outputMode`: int32 of the same shape (Keras
/// gives int64), or float32 vectors of the vocabulary's length. The vocabulary must fit into int32.
///
///     let lookup = IntegerLookup(vocabulary: [12, 36, 1138])
///     try lookup(Tensor([36, 5] as [Int]))  // [2, 0]
public final class IntegerLookup: IndexLookup, KerasSerializable {
  /// - Parameters:
  ///   - maxTokens: the most terms, with the special ones; nil for any number.
  ///   - numOovIndices: places for unknown integers; with 0 an unknown integer is an error.
  ///   - maskToken: the integer that stands for no value: place 0 in the mode `int`, dropped in the others; nil for none.
  ///   - oovToken: what unknown places give with `invert`.
  ///   - vocabulary: an array of integers, or the path of a text file with one a line; nil where `adapt` finds it. What is
  ///     wrong with it is an error when the layer is used.
  ///   - vocabularyDType: int32, for Keras's int64.
  ///   - idfWeights: the weight of each term, for the output mode `tfIdf` only.
  ///   - invert: whether places are turned into the vocabulary's integers.
  ///   - sparse: sparse tensors are not part of Horn: only false is possible.
  ///   - padToMaxTokens: whether vectors have the length `maxTokens` also for a smaller vocabulary.
  ///   - oovMethod: how unknown integers choose one of several places.
  ///   - salt: with the method `farmhash`, makes the hash SipHash64 with this key.
  public init(
    maxTokens: Int? = nil, numOovIndices: Int = 1, maskToken: Int? = nil, oovToken: Int? = -1,
    vocabulary: (any VocabularySource)? = nil, vocabularyDType: DType = .int32, idfWeights: [Float]? = nil,
    invert: Bool = false, outputMode: OutputMode = .int, sparse: Bool = false, padToMaxTokens: Bool = false,
    oovMethod: OovMethod = .floormod, salt: HashSalt? = nil, name: String? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    require(
      vocabularyDType == .int32, "IntegerLookup: vocabularyDType must be int32, got \(vocabularyDType)",
      file: file, line: line)
    var options = LookupOptions(
      isInteger: true, maxTokens: maxTokens, numOovIndices: numOovIndices, invert: invert,
      outputMode: outputMode, padToMaxTokens: padToMaxTokens, oovMethod: oovMethod, salt: salt)
    do {
      options.maskToken = try maskToken.map { try LookupOptions.term($0, "IntegerLookup") }
      options.oovToken = try oovToken.map { try LookupOptions.term($0, "IntegerLookup") }
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
    super.init(
      options, vocabulary: vocabulary, idfWeights: idfWeights, sparse: sparse, name: name, file: file,
      line: line)
  }

  public init(config: ConfigReader) throws {
    let type = try config.string("vocabulary_dtype", default: "int64")
    guard type == "int64" || type == "int32" else {
      throw HornError(
        .configuration, "\(config.owner): vocabulary_dtype must be int64, got \"\(type.prefix(80))\"")
    }
    try super.init(
      config: config, isInteger: true, defaultOovToken: try LookupOptions.term(-1, config.owner)
    ) { value, key in
      guard case .int(let number) = value else {
        throw HornError(
          .configuration, "\(config.owner): \(key) must be an integer or null, got \(value.summary)")
      }
      return try LookupOptions.term(number, config.owner)
    }
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["vocabulary_dtype": "int64"]) { $1 }
  }

  /// The vocabulary in the order of its places.
  ///
  /// - Parameter includeSpecialTokens: whether the mask and unknown tokens stand at the beginning.
  public func getVocabulary(includeSpecialTokens: Bool = true) -> [Int] {
    state.vocabulary(includeSpecialTokens: includeSpecialTokens).map { term in
      term.map { LookupOptions.number($0) } ?? -1
    }
  }
}
