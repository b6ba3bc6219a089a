import HornTensor

/// Turns texts into integers: puts them into a standard form, splits them into tokens, and looks these up in a
/// vocabulary that it learns from texts (``PreprocessingLayer/adapt(_:)-(Tensor)``) or is given.
///
/// Input: strings, `[batch]` or `[batch, 1]`; with `split: nil` tokens, `[batch, tokens]`. Output: int32
/// `[batch, tokens]` (Keras gives int64), padded with 0; in the other output modes float32 `[batch, vocabulary]`.
///
///     let vectorizer = TextVectorization(maxTokens: 1000, outputSequenceLength: 250)
///     try vectorizer.adapt(reviews)
///     vectorizer.getVocabulary().prefix(4)                      // ["", "[UNK]", "the", "and"]
///     try vectorizer(["This was an absolutely terrible movie."])  // [[11, 14, 34, 412, 386, 18, 0, …]]
///
/// In the mode `int`, 0 is padding and 1 an unknown token; a model skips the padding with an ``Embedding`` of
/// `maskZero: true`. In the other modes place 0 stands for unknown tokens.
///
/// The standard form is Keras's, which knows ASCII only: the letters A to Z become small and the 32 characters of
/// ASCII punctuation are dropped, whereas `Ä`, `…` and `“` stay as they are. Tokens end at ASCII whitespace; a no-break
/// space belongs to a token. Bytes that are not valid UTF-8 go through unchanged. In Keras `encoding` has no effect on
/// that: it only says how the vocabulary's bytes are shown as text.
///
/// The vocabulary is ordered by frequency, tokens that are as frequent by their bytes, greatest first.
public final class TextVectorization: PreprocessingLayer, KerasSerializable {
  /// The standard form of texts; nil leaves them as they are.
  public let standardize: TextStandardization?
  /// How texts become tokens; nil where each string is a token.
  public let split: TextSplit?
  /// Which runs of tokens are looked up; nil for single tokens.
  public let ngrams: NGrams?
  /// How many integers each text is cut or padded to; nil pads to the longest in the batch.
  public let outputSequenceLength: Int?
  /// What configurations say of the vocabulary; Horn's strings are UTF-8.
  public let encoding: String
  private var state: LookupState

  /// The most terms in the vocabulary, with the special ones; nil for all.
  public var maxTokens: Int? { state.options.maxTokens }
  /// Whether a call gives integers or vectors.
  public var outputMode: OutputMode { state.options.outputMode }
  /// Whether vectors have the length `maxTokens` also for a smaller vocabulary.
  public var padToMaxTokens: Bool { state.options.padToMaxTokens }

  /// - Parameters:
  ///   - maxTokens: the most terms in the vocabulary, with the special ones; nil for all.
  ///   - standardize: the standard form of texts, or a function; nil leaves them as they are.
  ///   - split: how texts become tokens, or a function; nil where each string is a token.
  ///   - ngrams: also takes runs of tokens, joined by a space: `2` for single ones and pairs, `[2, 3]` for pairs and
  ///     triples only; nil for single ones.
  ///   - outputSequenceLength: cuts or pads the integers of each text to this number, in the output mode `int` only; nil
  ///     pads to the longest in the batch.
  ///   - padToMaxTokens: whether vectors have the length `maxTokens` also for a smaller vocabulary.
  ///   - vocabulary: an array of tokens, or the path of a text file with one a line; nil where `adapt` finds it. What is
  ///     wrong with it is an error when the layer is used.
  ///   - idfWeights: the weight of each token, for the output mode `tfIdf` only.
  ///   - sparse: sparse tensors are not part of Horn: only false is possible.
  ///   - ragged: ragged tensors are not part of Horn: only false is possible. ``sequences(_:)-([String])`` gives lists of
  ///     different lengths.
  ///   - encoding: of the vocabulary; Horn's strings are UTF-8.
  public init(
    maxTokens: Int? = nil, standardize: TextStandardization? = .lowerAndStripPunctuation,
    split: TextSplit? = .whitespace, ngrams: NGrams? = nil, outputMode: OutputMode = .int,
    outputSequenceLength: Int? = nil, padToMaxTokens: Bool = false,
    vocabulary: (any VocabularySource)? = nil, idfWeights: [Float]? = nil, sparse: Bool = false,
    ragged: Bool = false, encoding: String = "utf-8", name: String? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    let layer = name ?? ObjectNames.next(for: "TextVectorization")
    let options = Self.options(maxTokens, outputMode, padToMaxTokens)
    do {
      if sparse { throw HornError(.configuration, "TextVectorization: \(OutputMode.noSparse)") }
      if ragged { throw HornError(.configuration, "TextVectorization: \(Self.noRagged)") }
      guard TextEncoding.isKnown(encoding) else {
        throw HornError(.configuration, TextEncoding.refusal(encoding, "TextVectorization"))
      }
      try Self.check(options, ngrams, outputSequenceLength, "TextVectorization")
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
    self.standardize = standardize
    self.split = split
    self.ngrams = ngrams
    self.outputSequenceLength = outputSequenceLength
    self.encoding = encoding
    state = LookupState(
      options, vocabulary: vocabulary?.vocabularyForm, idfWeights: idfWeights, layer: layer)
    super.init(name: layer)
  }

  public override init(config: ConfigReader) throws {
    let options = Self.options(
      try config.optionalInt("max_tokens"),
      try config.outputMode(default: .int, of: OutputMode.allCases),
      try config.bool("pad_to_max_tokens", default: false))
    // Absent is the default, null is none.
    let standardize = config.value("standardize")
    let split = config.value("split")
    self.standardize =
      try standardize.map { try TextStandardization(config: $0, owner: config.owner) }
      ?? (config.config["standardize"] == nil ? .lowerAndStripPunctuation : nil)
    self.split =
      try split.map { try TextSplit(config: $0, owner: config.owner) }
      ?? (config.config["split"] == nil ? .whitespace : nil)
    switch config.value("ngrams") {
    case nil: ngrams = nil
    case .int(let most)?: ngrams = .upTo(most)
    case .array(let list)?:
      ngrams = .widths(
        try list.map {
          guard case .int(let width) = $0 else { throw Self.wrongNGrams(config, $0) }
          return width
        })
    case let other?: throw Self.wrongNGrams(config, other)
    }
    outputSequenceLength = try config.optionalInt("output_sequence_length")
    encoding = try config.textEncoding()
    try config.refuseSparse()
    if try config.bool("ragged", default: false) {
      throw HornError(.configuration, "\(config.owner): \(Self.noRagged)")
    }
    try Self.check(options, ngrams, outputSequenceLength, config.owner)
    let layer = try config.optionalString("name") ?? ObjectNames.next(for: "TextVectorization")
    state = try LookupState(options, config: config, layer: layer)
    try super.init(config: config.replacing("name", .string(layer)))
  }

  private static func options(_ maxTokens: Int?, _ mode: OutputMode, _ pads: Bool) -> LookupOptions {
    LookupOptions(
      maxTokens: maxTokens, maskToken: [], oovToken: Array("[UNK]".utf8), outputMode: mode,
      padToMaxTokens: pads)
  }

  private static let noRagged =
    "ragged is true, but Horn has no ragged tensors; use the padded rows of ragged: false, or sequences(_:), whose lists "
    + "differ in length"

  private static func wrongNGrams(_ config: ConfigReader, _ value: ConfigValue) -> HornError {
    HornError(
      .configuration, "\(config.owner): ngrams must be an integer or a list of integers, got \(value.summary)"
    )
  }

  private static func check(
    _ options: LookupOptions, _ ngrams: NGrams?, _ length: Int?, _ owner: String
  ) throws {
    try options.check(owner)
    try ngrams?.check(owner)
    if let length, length < 0 || length > 1 << 32 {
      throw HornError(
        .configuration,
        "\(owner): outputSequenceLength must be from 0 to \(1 << 32) (or nil), got \(length)")
    }
    if let length, options.outputMode != .int {
      throw HornError(
        .configuration,
        "\(owner): outputSequenceLength is for the output mode int only; it is \(length), and the output mode is "
          + options.outputMode.rawValue)
    }
  }

  public override func getConfig() -> Config {
    let config: Config = [
      "max_tokens": ConfigValue(maxTokens), "standardize": standardize?.serialized ?? .null,
      "split": split?.serialized ?? .null, "ngrams": ngrams?.config ?? .null,
      "output_mode": .string(outputMode.rawValue),
      "output_sequence_length": ConfigValue(outputSequenceLength),
      "pad_to_max_tokens": .bool(padToMaxTokens), "sparse": false, "ragged": false,
      "encoding": .string(encoding), "vocabulary_size": .int(vocabularySize),
    ]
    return super.getConfig().merging(config) { $1 }.merging(state.config) { $1 }
  }

  /// Sets the vocabulary instead of learning it.
  ///
  /// - Parameters:
  ///   - vocabulary: an array of tokens, or the path of a text file with one a line. An array may begin with the special
  ///     tokens, as ``getVocabulary(includeSpecialTokens:)`` gives them.
  ///   - idfWeights: the weight of each token, for the output mode `tfIdf` only.
  /// - Throws: `HornError` where a token comes twice, the file is missing, there are more tokens than `maxTokens`, or the
  ///   number of weights is another.
  public func setVocabulary(_ vocabulary: any VocabularySource, idfWeights: [Float]? = nil) throws {
    try state.setVocabulary(
      vocabulary.vocabularyForm, idfWeights: idfWeights, layer: name, isBuilt: built)
  }

  /// The vocabulary in the order of its integers; what is not valid UTF-8 becomes U+FFFD.
  ///
  /// - Parameter includeSpecialTokens: whether padding (`""`, in the mode `int`) and `"[UNK]"` stand at the beginning.
  public func getVocabulary(includeSpecialTokens: Bool = true) -> [String] {
    state.vocabulary(includeSpecialTokens: includeSpecialTokens).map { term in
      term.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
  }

  /// The vocabulary without the special tokens, as bytes.
  package var vocabularyTerms: ByteStrings { state.lookup.terms ?? ByteStrings() }

  /// The number of tokens in the vocabulary, with the special ones.
  public var vocabularySize: Int { state.lookup.size }

  private var preprocessor: TextPreprocessor {
    TextPreprocessor(standardize: standardize, split: split, ngrams: ngrams)
  }

  private func encoder() throws -> TextEncoder {
    TextEncoder(
      preprocessor: preprocessor, lookup: try state.snapshot(), outputSequenceLength: outputSequenceLength,
      layer: name)
  }

  public override var function: @Sendable (Tensor) throws -> Tensor {
    do {
      let encoder = try encoder()
      return { try encoder($0) }
    } catch {
      return { _ in throw error }
    }
  }

  /// The integers of texts: `[texts, tokens]`, or vectors in the other output modes.
  public func callAsFunction(_ texts: [String]) throws -> Tensor { try self(Tensor(texts)) }

  /// The integers of one text: `[tokens]`, or a vector in the other output modes.
  public func callAsFunction(_ text: String) throws -> Tensor { try self(Tensor([text], shape: [])) }

  /// The tokens of texts, n-grams among them: what the layer looks up in its vocabulary.
  public func tokens(_ texts: ByteStrings) throws -> TokenSequences {
    let prepared = try preprocessor.prepare(Tensor(texts), layer: name)
    return prepared.rules.tokens(prepared.documents)
  }

  /// The tokens of texts, n-grams among them: what the layer looks up in its vocabulary.
  public func tokens(_ texts: [String]) throws -> TokenSequences { try tokens(ByteStrings(texts)) }

  /// The integers of texts without padding: what Keras gives with `ragged=True`.
  ///
  /// - Throws: `HornError` where the output mode is not `int`, or the vocabulary that was given is wrong.
  public func sequences(_ texts: ByteStrings) throws -> Sequences { try encoder().sequences(texts) }

  /// The integers of texts without padding: what Keras gives with `ragged=True`.
  public func sequences(_ texts: [String]) throws -> Sequences { try sequences(ByteStrings(texts)) }

  public override func resetState() throws { try state.resetState(name) }

  public override func updateState(_ batch: Tensor) throws {
    let prepared = try preprocessor.prepare(batch, layer: name)
    try state.counting(name).add(prepared.documents, prepared.rules)
  }

  public override func finalizeState() throws { try state.finalizeState(layer: name, isBuilt: built) }

  /// Learns the vocabulary of texts, `[texts]` or `[texts, 1]` (or tokens, with `split: nil`).
  ///
  /// - Throws: `HornError` where the vocabulary was an argument; or where the layer is part of a model, gives vectors, and
  ///   their length would change.
  public override func adapt(_ data: Tensor) throws {
    try super.adapt(data.rank == 1 ? data.viewed(as: [data.shape[0], 1]) : data)
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    let shape = preprocessor.documentShape(inputShape)
    switch outputMode {
    case .int:
      if inputShape.isEmpty, split == nil, ngrams == nil, outputSequenceLength == nil { return [] }
      return shape + [outputSequenceLength ?? preprocessor.length(inputShape)]
    case .oneHot: return shape + [preprocessor.length(inputShape), state.depth]
    case .multiHot, .count, .tfIdf: return shape + [state.depth]
    }
  }

  /// int32 for integers (Keras gives int64), else float32.
  public override func computeOutputDType(_ inputs: [DType]) -> DType {
    outputMode == .int ? .int32 : .float32
  }

  /// Without a given length, the padding depends on the other texts in a batch.
  override func treatsSamplesAlone(training: Bool) -> Bool {
    switch outputMode {
    case .int: outputSequenceLength != nil
    case .oneHot: false
    case .multiHot, .count, .tfIdf: true
    }
  }

  override var standsForInt64: Bool { true }

  override var inputDType: DType { .string }

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
