import HornTensor

/// What a ``TextVectorization`` does to texts before it splits them.
///
/// `.lower`, `"lower"`, or a function of one's own:
///
///     TextVectorization(standardize: TextStandardization { text in text.lowercased() })
public struct TextStandardization: Sendable, ExpressibleByStringLiteral {
  /// The name in model files; nil for a closure, which cannot be written to one.
  public let name: String?
  let body: @Sendable (ByteStrings) throws -> ByteStrings
  /// What the kernels do for the known ones; nil for functions.
  let rules: TextRules?

  private static let registered = NamedFunctions<@Sendable (ByteStrings) throws -> ByteStrings>()

  /// Makes ASCII letters small and drops ASCII punctuation; other characters stay as they are.
  public static let lowerAndStripPunctuation = TextStandardization(
    known: "lower_and_strip_punctuation", lower: true, strip: true)
  /// Makes ASCII letters small; other characters stay as they are.
  public static let lower = TextStandardization(known: "lower", lower: true, strip: false)
  /// Drops ASCII punctuation.
  public static let stripPunctuation = TextStandardization(
    known: "strip_punctuation", lower: false, strip: true)

  private static let known = [lowerAndStripPunctuation, lower, stripPunctuation]

  private init(known name: String, lower: Bool, strip: Bool) {
    self.name = name
    let rules = TextRules(lower: lower, strip: strip)
    self.rules = rules
    body = { rules.standardized($0) }
  }

  private init(name: String?, body: @escaping @Sendable (ByteStrings) throws -> ByteStrings) {
    self.name = name
    self.body = body
    rules = nil
  }

  /// A function of one text; bytes that are not valid UTF-8 come as U+FFFD.
  public init(_ function: @escaping @Sendable (_ text: String) throws -> String) {
    self.init(name: nil, body: Self.batched(function))
  }

  /// A function of all texts of a batch, which gives as many.
  public static func batch(
    _ function: @escaping @Sendable (_ texts: ByteStrings) throws -> ByteStrings
  ) -> TextStandardization {
    TextStandardization(name: nil, body: function)
  }

  /// The standardization of this name: one of Keras's or one that was registered; an unknown one stops the program.
  public init(stringLiteral name: String) {
    do {
      try self.init(named: name)
    } catch {
      programmingError("\(error)")
    }
  }

  /// The standardization of this name: one of Keras's or one that was registered.
  ///
  /// - Throws: `HornError` that lists the registered names.
  public init(named name: String) throws {
    try self.init(config: .string(name), owner: "TextStandardization")
  }

  /// Makes a function of one text known under a name, so that model files can name it.
  public static func register(
    _ name: String, _ function: @escaping @Sendable (_ text: String) throws -> String
  ) {
    registered[name] = batched(function)
  }

  /// The texts in their standard form.
  public func callAsFunction(_ texts: ByteStrings) throws -> ByteStrings { try body(texts) }

  private static func batched(
    _ function: @escaping @Sendable (String) throws -> String
  ) -> @Sendable (ByteStrings) throws -> ByteStrings {
    { texts in
      var result = ByteStrings()
      result.reserve(count: texts.count, bytes: texts.bytes.count)
      for index in texts.indices { result.append(try function(texts.string(at: index))) }
      return result
    }
  }

  init(config: ConfigValue, owner: String) throws {
    let name = NamedFunctions<Int>.name(in: config)
    if let known = Self.known.first(where: { $0.name == name }) {
      self = known
    } else if let name, let body = Self.registered[name] {
      self.init(name: name, body: body)
    } else {
      throw Self.registered.unknown(
        config, layer: owner, kind: "TextStandardization", owner: "standardize of")
    }
  }

  var serialized: ConfigValue {
    rules == nil ? NamedFunctions<Int>.serialized(name) : ConfigValue(name)
  }
}
