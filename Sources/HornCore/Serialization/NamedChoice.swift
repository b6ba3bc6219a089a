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
    self = try value.made(Self.kind) { name in
      guard let make = Self.known[name] else { throw Self.unknown(name) }
      return (name, make)
    }
    if var holder = self as? any ConfigHolder, case .object(let given)? = value["config"] {
      holder.config = holder.config.keepingIntegers(of: given.integers)
      if let same = holder as? Self { self = same }
    }
  }

  /// A name that is not known stops the program with a list of those that are.
  public init(stringLiteral name: String) {
    do {
      self = try Self.named(name)
    } catch {
      programmingError("\(error)")
    }
  }

  /// Classes under their own names and in snake case, and Keras's further names for some of them.
  package static func withSnakeCaseNames(
    _ classes: [String: @Sendable (ConfigReader) throws -> Self], aliases: [String: String] = [:]
  ) -> [String: @Sendable (ConfigReader) throws -> Self] {
    var known = classes
    for (name, make) in classes { known[ObjectNames.snakeCase(name)] = make }
    for (alias, name) in aliases { known[alias] = classes[name] }
    return known
  }

  private static func unknown(_ name: String) -> HornError {
    // A class stands in the list once, in snake case.
    let names = known.keys.filter {
      known[ObjectNames.snakeCase($0)] == nil || ObjectNames.snakeCase($0) == $0
    }
    return HornError(
      .configuration,
      "unknown \(kind) \"\(name.prefix(80))\"; known are \(names.sorted().joined(separator: ", "))")
  }
}

extension ConfigReader {
  /// The choice under the key; the default where it is absent or null.
  public func choice<T: NamedChoice>(_ key: String, default fallback: @autoclosure () -> T) throws -> T {
    guard let value = value(key) else { return fallback() }
    return try ConfigPlace.at(key) { try T(config: value) }
  }

  /// The choice under the key; nil where it is absent or null.
  public func optionalChoice<T: NamedChoice>(_ key: String, as type: T.Type = T.self) throws -> T? {
    guard let value = value(key) else { return nil }
    return try ConfigPlace.at(key) { try T(config: value) }
  }
}
