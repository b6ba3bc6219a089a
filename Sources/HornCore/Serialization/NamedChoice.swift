import HornTensor

/// Something that Keras lets one choose by name: `.relu`, `"relu"`, or an entry of a configuration.
public protocol NamedChoice: ExpressibleByStringLiteral, Sendable {
  /// What is chosen, for error messages: "activation".
  static var kind: String { get }
  /// Every name that Keras knows, aliases too, and how to make the choice from its arguments.
  static var known: [String: @Sendable (ConfigReader) throws -> Self] { get }
}

extension NamedChoice {
  /// The choice of this name with its default arguments.
  ///
  /// - Throws: `HornError` that lists the known names.
  public static func named(_ name: String) throws -> Self {
    guard let make = known[name] else { throw unknown(name) }
    return try make(ConfigReader([:], owner: name))
  }

  /// The choice that a configuration describes: a name, or an object with class_name and config.
  public init(config value: ConfigValue) throws {
    let (name, config) = try value.classAndConfig(Self.kind)
    guard let make = Self.known[name] else { throw Self.unknown(name) }
    let reader = ConfigReader(config, owner: name)
    self = try make(reader)
    try reader.finish()
  }

  /// A name that is not known stops the program with a list of those that are.
  public init(stringLiteral name: String) {
    do {
      self = try Self.named(name)
    } catch {
      programmingError("\(error)")
    }
  }

  private static func unknown(_ name: String) -> HornError {
    HornError(
      .configuration,
      "unknown \(kind) \"\(name.prefix(80))\"; known are \(known.keys.sorted().joined(separator: ", "))")
  }
}

extension ConfigReader {
  /// The choice under the key; the default where it is absent or null.
  public func choice<T: NamedChoice>(_ key: String, default fallback: @autoclosure () -> T) throws -> T {
    guard let value = value(key) else { return fallback() }
    return try T(config: value)
  }

  /// The choice under the key; nil where it is absent or null.
  public func optionalChoice<T: NamedChoice>(_ key: String, as type: T.Type = T.self) throws -> T? {
    guard let value = value(key) else { return nil }
    return try T(config: value)
  }
}
