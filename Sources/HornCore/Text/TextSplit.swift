import HornTensor

/// How a ``TextVectorization`` splits texts into tokens.
///
/// `.whitespace`, `"character"`, or a function of one's own:
///
///     TextVectorization(split: TextSplit { text in text.split(separator: "-").map(String.init) })
public struct TextSplit: Sendable, ExpressibleByStringLiteral {
  /// The name in model files; nil for a closure, which cannot be written to one.
  public let name: String?
  let body: (@Sendable (ByteStrings) throws -> TokenSequences)?
  /// What the kernels do for the known ones; `none` for functions.
  let kind: TextRules.Split

  private static let registered = NamedFunctions<@Sendable (ByteStrings) throws -> TokenSequences>()

  /// At runs of ASCII whitespace (space, tab, line feed, vertical tab, form feed, carriage return).
  public static let whitespace = TextSplit(name: "whitespace", kind: .whitespace, body: nil)
  /// Into Unicode characters (code points); each error in the UTF-8 becomes U+FFFD.
  public static let character = TextSplit(name: "character", kind: .character, body: nil)

  private init(
    name: String?, kind: TextRules.Split = .none,
    body: (@Sendable (ByteStrings) throws -> TokenSequences)?
  ) {
    self.name = name
    self.kind = kind
    self.body = body
  }

  /// A function of one text; bytes that are not valid UTF-8 come as U+FFFD.
  public init(_ function: @escaping @Sendable (_ text: String) throws -> [String]) {
    self.init(name: nil, body: Self.batched(function))
  }

  /// A function of all texts of a batch, which gives a list of tokens for each.
  public static func batch(
    _ function: @escaping @Sendable (_ texts: ByteStrings) throws -> TokenSequences
  ) -> TextSplit {
    TextSplit(name: nil, body: function)
  }

  /// The split of this name: one of Keras's or one that was registered; an unknown one stops the program.
  public init(stringLiteral name: String) {
    do {
      try self.init(named: name)
    } catch {
      programmingError("\(error)")
    }
  }

  /// The split of this name: one of Keras's or one that was registered.
  ///
  /// - Throws: `HornError` that lists the registered names.
  public init(named name: String) throws {
    try self.init(config: .string(name), owner: "TextSplit")
  }

  /// Makes a function of one text known under a name, so that model files can name it.
  public static func register(
    _ name: String, _ function: @escaping @Sendable (_ text: String) throws -> [String]
  ) {
    registered[name] = batched(function)
  }

  private static func batched(
    _ function: @escaping @Sendable (String) throws -> [String]
  ) -> @Sendable (ByteStrings) throws -> TokenSequences {
    { texts in TokenSequences(try texts.indices.map { try function(texts.string(at: $0)) }) }
  }

  init(config: ConfigValue, owner: String) throws {
    let name = NamedFunctions<Int>.name(in: config)
    if let known = [Self.whitespace, .character].first(where: { $0.name == name }) {
      self = known
    } else if let name, let body = Self.registered[name] {
      self.init(name: name, body: body)
    } else {
      throw Self.registered.unknown(config, layer: owner, kind: "TextSplit", owner: "split of")
    }
  }

  var serialized: ConfigValue {
    body == nil ? ConfigValue(name) : NamedFunctions<Int>.serialized(name)
  }
}
