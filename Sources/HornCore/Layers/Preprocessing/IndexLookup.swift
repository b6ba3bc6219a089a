import HornTensor

/// What ``StringLookup`` and ``IntegerLookup`` share: a vocabulary, special terms, and the forms of the output.
public class IndexLookup: PreprocessingLayer {
  var state: LookupState

  init(
    _ options: LookupOptions, vocabulary: (any VocabularySource)?, idfWeights: [Float]?, sparse: Bool,
    name: String?, file: StaticString, line: UInt
  ) {
    let layer = name ?? ObjectNames.next(for: Layer.kerasName(of: Self.self))
    do {
      try options.check("Layer \"\(layer)\"")
      if sparse { throw HornError(.configuration, "Layer \"\(layer)\": \(OutputMode.noSparse)") }
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
    state = LookupState(
      options, vocabulary: vocabulary?.vocabularyForm, idfWeights: idfWeights, layer: layer)
    super.init(name: layer)
  }

  /// Reads the shared arguments; `term` makes bytes of a special token.
  init(
    config: ConfigReader, isInteger: Bool, defaultOovToken: [UInt8],
    term: (ConfigValue, String) throws -> [UInt8]
  ) throws {
    var options = LookupOptions(isInteger: isInteger)
    options.maxTokens = try config.optionalInt("max_tokens")
    options.numOovIndices = try config.int("num_oov_indices", default: 1)
    options.maskToken = try config.value("mask_token").map { try term($0, "mask_token") }
    options.oovToken = try config.value("oov_token").map { try term($0, "oov_token") }
    if config.config["oov_token"] == nil { options.oovToken = defaultOovToken }
    options.invert = try config.bool("invert", default: false)
    options.outputMode = try config.outputMode(default: .int, of: OutputMode.allCases)
    options.padToMaxTokens = try config.bool("pad_to_max_tokens", default: false)
    options.oovMethod = try config.choice("oov_method", default: .floormod)
    options.salt = try config.salt()
    try config.refuseSparse()
    try options.check(config.owner)
    let layer = try config.optionalString("name") ?? ObjectNames.next(for: config.owner)
    state = try LookupState(options, config: config, layer: layer)
    try super.init(config: config.replacing("name", .string(layer)))
  }

  public override func getConfig() -> Config {
    let options = state.options
    func token(_ term: [UInt8]?) -> ConfigValue {
      guard let term else { return .null }
      return options.isInteger
        ? .int(LookupOptions.number(term)) : .string(String(decoding: term, as: UTF8.self))
    }
    let config: Config = [
      "invert": .bool(options.invert), "max_tokens": ConfigValue(options.maxTokens),
      "num_oov_indices": .int(options.numOovIndices), "oov_token": token(options.oovToken),
      "mask_token": token(options.maskToken), "output_mode": .string(options.outputMode.rawValue),
      "sparse": false, "pad_to_max_tokens": .bool(options.padToMaxTokens),
      "vocabulary_size": ConfigValue(state.knownSize), "oov_method": .string(options.oovMethod.rawValue),
      "salt": options.salt?.config ?? .null,
    ]
    return super.getConfig().merging(config) { $1 }.merging(state.config) { $1 }
  }

  /// Sets the vocabulary instead of learning it.
  ///
  /// - Parameters:
  ///   - vocabulary: an array of terms, or the path of a text file with one a line. An array may begin with the special
  ///     terms (mask and unknown), as ``getVocabulary(includeSpecialTokens:)`` gives them.
  ///   - idfWeights: the weight of each term, for the output mode `tfIdf` only.
  /// - Throws: `HornError` where there are no terms, a term comes twice, the file is missing, there are more terms than
  ///   `maxTokens`, the number of weights is another, or the vectors that a built layer gives would change their length.
  public func setVocabulary(_ vocabulary: any VocabularySource, idfWeights: [Float]? = nil) throws {
    try state.setVocabulary(
      vocabulary.vocabularyForm, idfWeights: idfWeights, layer: name, isBuilt: built)
  }

  /// The number of terms, with the special ones.
  public var vocabularySize: Int { state.lookup.size }

  public override var function: @Sendable (Tensor) throws -> Tensor {
    let name = self.name
    do {
      let lookup = try state.snapshot()
      return { try lookup.applied(to: $0, layer: name) }
    } catch {
      return { _ in throw error }
    }
  }

  public override func resetState() throws { try state.resetState(name) }

  public override func updateState(_ batch: Tensor) throws {
    let x = try Lookup.fitting(batch, state.options, name)
    // One axis is one document.
    let length = x.rank < 2 ? x.elementCount : x.shape.dimensions.dropFirst().reduce(1, *)
    try state.counting(name).add(x.rank < 2 ? x.viewed(as: [1, length]) : x, documentLength: length)
  }

  public override func finalizeState() throws { try state.finalizeState(layer: name, isBuilt: built) }

  /// Learns the vocabulary: the most frequent terms first, those that sort last first where they are as frequent.
  ///
  /// - Parameter data: strings or integers, `[samples]` or `[samples, …]`; each sample is a document for `tfIdf`.
  public override func adapt(_ data: Tensor) throws {
    try super.adapt(data.rank == 1 ? data.viewed(as: [data.shape[0], 1]) : data)
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    CategoryEncoder.shape(inputShape, state.options.outputMode, depth: state.depth)
  }

  /// int32 for integers (Keras gives int64), else float32; strings or integers where the lookup is inverted.
  public override func computeOutputDType(_ inputs: [DType]) -> DType {
    if state.options.outputMode != .int { return .float32 }
    return state.options.invert && !state.options.isInteger ? .string : .int32
  }

  override var standsForInt64: Bool { true }

  override var inputDType: DType { state.options.isInteger || state.options.invert ? .int32 : .string }

  package override func saveAssets() -> [String: [UInt8]] { state.assets() }

  package override func loadAssets(_ assets: [String: [UInt8]]) throws {
    try state.loadAssets(assets, weights: state.lookup.idfWeights, layer: name)
  }

  package override func saveOwnVariables() -> [String: Tensor] { state.ownVariables }

  package override func loadOwnVariables(_ variables: [String: Tensor]) throws {
    state.loadOwnVariables(variables)
  }

  package override func wayBack() -> () -> Void { { [state] in self.state = state } }
}
