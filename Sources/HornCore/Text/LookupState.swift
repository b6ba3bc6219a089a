import HornKernels
import HornTensor

/// What the layers with a vocabulary keep: the vocabulary, and the counts while they adapt.
struct LookupState {
  private(set) var lookup: Lookup
  /// Whether the vocabulary was an argument; such a layer does not adapt.
  private let hasGivenVocabulary: Bool
  /// The arguments, for the configuration.
  private let givenTerms: VocabularyForm?
  private let givenWeights: [Float]?
  /// The size of the vocabulary, also where a configuration says it and the vocabulary comes later.
  private(set) var knownSize: Int?
  /// What was wrong with the vocabulary that was given as an argument.
  private var problem: HornError?
  private var counter: TermCounter?

  var options: LookupOptions { lookup.options }

  /// A vocabulary that is wrong is an error when the layer is used first, because it may come from a file.
  init(
    _ options: LookupOptions, vocabulary: VocabularyForm?, idfWeights: [Float]?, knownSize: Int? = nil,
    layer: String
  ) {
    lookup = Lookup(options)
    hasGivenVocabulary = vocabulary != nil
    givenTerms = vocabulary
    givenWeights = idfWeights
    self.knownSize = knownSize
    do {
      if idfWeights != nil, vocabulary == nil {
        throw HornError(
          .configuration, "Layer \"\(layer)\": idfWeights need a vocabulary, which was not given")
      }
      guard let vocabulary else { return }
      try setVocabulary(vocabulary, idfWeights: idfWeights, layer: layer, isBuilt: false)
    } catch let error as HornError {
      problem = error
    } catch {
      problem = HornError(.configuration, "\(error)")
    }
  }

  /// Reads vocabulary, idf_weights and vocabulary_size; a wrong vocabulary is an error at once.
  init(_ options: LookupOptions, config: ConfigReader, layer: String) throws {
    var vocabulary: VocabularyForm?
    switch config.value("vocabulary") {
    case nil: break
    case .array(let list)?:
      if options.isInteger {
        vocabulary = .integers(
          try list.map {
            guard case .int(let number) = $0 else { throw Self.wrongTerm($0, "integers", config.owner) }
            return number
          })
      } else {
        vocabulary = .strings(
          ByteStrings(
            try list.map { term -> String in
              guard case .string(let text) = term else { throw Self.wrongTerm(term, "strings", config.owner) }
              return text
            }))
      }
    case let other?:
      throw HornError(
        .configuration,
        "\(config.owner): vocabulary must be a list of terms, got \(other.summary); a file's name in a configuration is "
          + "not followed: read it with setVocabulary")
    }
    var weights: [Float]?
    if let value = config.value("idf_weights") {
      guard case .array(let list) = value else { throw Self.wrongTerm(value, "numbers", config.owner) }
      weights = try list.map {
        switch $0 {
        case .int(let number): return Float(number)
        case .double(let number): return Float(number)
        default: throw Self.wrongTerm($0, "numbers", config.owner)
        }
      }
    }
    config.ignore("has_input_vocabulary")
    let size = try config.optionalInt("vocabulary_size")
    if let size, size < 0 || size > Int(Int32.max) {
      throw HornError(.configuration, "\(config.owner): vocabulary_size \(size) cannot be")
    }
    self.init(options, vocabulary: vocabulary, idfWeights: weights, knownSize: size, layer: layer)
    if let problem { throw problem }
  }

  private static func wrongTerm(_ value: ConfigValue, _ expected: String, _ owner: String) -> HornError {
    HornError(
      .configuration,
      "\(owner): vocabulary and idf_weights must be lists of \(expected), got \(value.summary)")
  }

  /// The vocabulary as a value.
  ///
  /// - Throws: what was wrong with the vocabulary that the layer was made with.
  func snapshot() throws -> Lookup {
    if let problem { throw problem }
    return lookup
  }

  /// The vector's length as far as it is known.
  var depth: Int? { options.padToMaxTokens ? options.maxTokens : knownSize }

  mutating func setVocabulary(
    _ vocabulary: VocabularyForm, idfWeights: [Float]?, layer: String, isBuilt: Bool
  ) throws {
    func fail(_ kind: HornError.Kind = .value, _ message: String) -> HornError {
      HornError(kind, "Layer \"\(layer)\": \(message)")
    }
    if options.outputMode == .tfIdf, idfWeights == nil {
      throw fail(
        .configuration, "in the output mode tf_idf a vocabulary needs idfWeights, which were not given")
    }
    if options.outputMode != .tfIdf, idfWeights != nil {
      throw fail(
        .configuration,
        "idfWeights are for the output mode tf_idf only; the output mode is \(options.outputMode.rawValue)")
    }
    let given = try self.terms(vocabulary, layer)
    guard !given.isEmpty else { throw fail(.value, "the vocabulary is empty") }
    let start = options.tokenStart
    let hasSpecial =
      given.count >= start
      && options.specialTokens.enumerated().allSatisfy { place, token in
        token.map { given[place].elementsEqual($0) } ?? false
      }
    var isFile = false
    if case .file = vocabulary { isFile = true }
    let startsWithSpecial = hasSpecial && !isFile
    let terms =
      startsWithSpecial && start > 0 ? given.selecting(start..<given.count) : given
    try check(terms, in: given, vocabulary, fail: { fail($0, $1) })
    let size = start + terms.count
    if let maxTokens = options.maxTokens, size > maxTokens {
      throw fail(
        .value,
        "the vocabulary has \(size) terms with the special ones, but maxTokens is \(maxTokens); shorten it or raise "
          + "maxTokens")
    }
    var weights: [Float]?
    if let idfWeights {
      guard idfWeights.count == given.count else {
        throw fail(
          .value,
          "the vocabulary has \(given.count) terms, but there are \(idfWeights.count) idfWeights; give one for each"
        )
      }
      // Terms without a weight of their own get the mean of all.
      let mean = Float(idfWeights.reduce(0.0) { $0 + Double($1) } / Double(idfWeights.count))
      weights = (startsWithSpecial ? [] : Array(repeating: mean, count: start)) + idfWeights
    }
    try take(Lookup(options, terms: terms, idfWeights: weights), layer: layer, isBuilt: isBuilt)
  }

  private func terms(_ vocabulary: VocabularyForm, _ layer: String) throws -> ByteStrings {
    switch vocabulary {
    case .strings(let terms):
      guard !options.isInteger else {
        throw HornError(.dtype, "Layer \"\(layer)\": the vocabulary must be of integers, got strings")
      }
      return terms
    case .integers(let numbers):
      guard options.isInteger else {
        throw HornError(.dtype, "Layer \"\(layer)\": the vocabulary must be of strings, got integers")
      }
      var terms = ByteStrings()
      for number in numbers { terms.append(utf8: try LookupOptions.term(number, "Layer \"\(layer)\"")) }
      return terms
    case .file(let path):
      guard options.outputMode != .tfIdf else {
        throw HornError(
          .configuration,
          "Layer \"\(layer)\": a vocabulary file has no weights, which the output mode tf_idf needs; give an array and "
            + "idfWeights")
      }
      let lines = try TextFile.lines(path: path, owner: "Layer \"\(layer)\"")
      if let empty = lines.indices.first(where: { lines[$0].isEmpty }) {
        throw HornError(
          .format, "Layer \"\(layer)\": line \(empty + 1) of the vocabulary file \(path) is empty")
      }
      guard options.isInteger else { return lines }
      var terms = ByteStrings()
      for (line, text) in lines.strings.enumerated() {
        guard let number = Int(text) else {
          throw HornError(
            .format,
            "Layer \"\(layer)\": line \(line + 1) of the vocabulary file \(path) is \"\(text.prefix(80))\", no integer"
          )
        }
        terms.append(utf8: try LookupOptions.term(number, "Layer \"\(layer)\""))
      }
      return terms
    }
  }

  /// Throws where terms come twice, or special ones are not at the beginning.
  private func check(
    _ terms: ByteStrings, in given: ByteStrings, _ form: VocabularyForm,
    fail: (HornError.Kind, String) -> HornError
  ) throws {
    let repeated = TermTable.repetitions(in: terms)
    if !repeated.isEmpty {
      let shown = repeated.prefix(10).map { options.shown(terms[$0]) }.joined(separator: ", ")
      throw fail(
        .value,
        "the vocabulary has \(repeated.count == 1 ? "a term" : "\(repeated.count) terms") more than once: \(shown)"
          + (repeated.count > 10 ? ", …" : ""))
    }
    if case .file = form { return }
    let order = options.specialTokens.map { $0.map { options.shown($0) } ?? "nil" }.joined(separator: ", ")
    let reserved = [
      ("mask", options.maskToken), ("out-of-vocabulary", options.invert ? options.oovToken : nil),
    ]
    for case (let what, let token?) in reserved {
      guard let place = given.indices.last(where: { given[$0].elementsEqual(token) }),
        terms.contains(where: { $0.elementsEqual(token) })
      else { continue }
      throw fail(
        .value,
        "the \(what) token \(options.shown(token)) stands at place \(place) of the vocabulary; leave the special tokens "
          + "out, or begin with all of them: [\(order)]")
    }
  }

  /// Takes a new vocabulary; the output's shape in a model must not change by it.
  private mutating func take(_ new: Lookup, layer: String, isBuilt: Bool) throws {
    if isBuilt, options.outputMode != .int, !options.padToMaxTokens, let knownSize, new.size != knownSize {
      throw HornError(
        .state,
        "Layer \"\(layer)\" was built with a vocabulary of \(knownSize) terms, and its output mode "
          + "\(options.outputMode.rawValue) has a place for each; the new one has \(new.size). Adapt it before the model is "
          + "built, or set maxTokens and padToMaxTokens")
    }
    lookup = new
    knownSize = new.size
    problem = nil
  }

  /// Begins to count.
  mutating func resetState(_ layer: String) throws {
    if hasGivenVocabulary {
      throw HornError(
        .state,
        "Layer \"\(layer)\" cannot adapt: its vocabulary was given as an argument. Make a layer without one to adapt it"
      )
    }
    counter = nil
  }

  /// What counts; a new one after ``resetState(_:)``.
  mutating func counting(_ layer: String) throws -> TermCounter {
    if hasGivenVocabulary { try resetState(layer) }
    if let counter { return counter }
    let fresh = TermCounter(countsDocuments: options.outputMode == .tfIdf)
    counter = fresh
    return fresh
  }

  /// Makes the vocabulary of what was counted.
  mutating func finalizeState(layer: String, isBuilt: Bool) throws {
    defer { counter = nil }
    let counter = try counting(layer)
    let special = [options.maskToken, options.oovToken].compactMap { $0 }
    let limit = options.maxTokens.map { max(0, $0 - options.tokenStart) }
    let (terms, documents) = counter.ranked(
      limit: limit, excluding: special, integers: options.isInteger)
    var weights: [Float]?
    if options.outputMode == .tfIdf {
      let total = Double(counter.documents)
      let own = documents.map { Float(horn_loss_log(1 + total / Double(1 + $0))) }
      let mean = own.isEmpty ? 0 : own.reduce(0, +) / Float(own.count)
      weights = Array(repeating: mean, count: options.tokenStart) + own
    }
    try take(Lookup(options, terms: terms, idfWeights: weights), layer: layer, isBuilt: isBuilt)
  }

  /// The terms in the order of their places; nil stands for a special token that the layer does not have.
  func vocabulary(includeSpecialTokens: Bool) -> [[UInt8]?] {
    let terms = (lookup.terms ?? ByteStrings()).map { Optional(Array($0)) }
    return includeSpecialTokens ? options.specialTokens + terms : terms
  }

  /// vocabulary and idf_weights, as they were given as arguments.
  var config: Config {
    var terms: ConfigValue = .null
    switch givenTerms {
    case .strings(let given)?: terms = .array(given.strings.map(ConfigValue.string))
    case .integers(let given)?: terms = .array(given.map(ConfigValue.int))
    case .file?, nil: break
    }
    return [
      "vocabulary": terms,
      "idf_weights": givenWeights.map { .array($0.map { ConfigValue($0) }) } ?? .null,
    ]
  }

  /// Keras's asset `vocabulary.txt`: a term a line; none where the configuration has the vocabulary.
  func assets() -> [String: [UInt8]] {
    if case .strings? = givenTerms { return [:] }
    if case .integers? = givenTerms { return [:] }
    guard lookup.terms != nil else { return [:] }
    let lines = vocabulary(includeSpecialTokens: true).map { term -> [UInt8] in
      guard let term else { return Array("None".utf8) }
      return options.isInteger ? Array("\(LookupOptions.number(term))".utf8) : term
    }
    return ["vocabulary.txt": Array(lines.joined(separator: [0x0A]))]
  }

  /// Keras's variables of the layer in a file: `idf_weights`.
  var ownVariables: [String: Tensor] {
    guard options.outputMode == .tfIdf, let weights = lookup.outputWeights else { return [:] }
    return ["idf_weights": weights]
  }

  /// Takes up ``ownVariables``, before the vocabulary comes.
  mutating func loadOwnVariables(_ variables: [String: Tensor]) {
    guard let weights = variables["idf_weights"], weights.dtype != .string else { return }
    lookup = lookup.with(idfWeights: weights.floats)
  }

  mutating func loadAssets(_ assets: [String: [UInt8]], weights: [Float]?, layer: String) throws {
    guard let bytes = assets["vocabulary.txt"] else { return }
    var lines = bytes.withUnsafeBufferPointer { TextFile.lines(in: $0) }
    var count = lines.count
    while count > 0, lines[count - 1].isEmpty { count -= 1 }
    lines = lines.selecting(0..<count)
    var form = VocabularyForm.strings(lines)
    if options.isInteger {
      form = .integers(
        try lines.strings.map { text in
          guard let number = Int(text) else {
            throw HornError(
              .format, "Layer \"\(layer)\": vocabulary.txt has \"\(text.prefix(80))\", no integer")
          }
          return number
        })
    }
    if count == 0 {
      try take(Lookup(options, terms: ByteStrings(), idfWeights: weights), layer: layer, isBuilt: false)
      return
    }
    // Weights in a file have a place for each place of the output; those behind the vocabulary are not terms'.
    let used = weights.map { Array($0.prefix(count)) }
    try setVocabulary(form, idfWeights: used, layer: layer, isBuilt: false)
  }
}
