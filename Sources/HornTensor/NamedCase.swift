/// A choice among few cases that Keras takes as a string: `.float32` or `"float32"`.
public protocol NamedCase: RawRepresentable, CaseIterable, Hashable, Sendable, ExpressibleByStringLiteral
where RawValue == String {
  /// What is chosen, for error messages: "dtype".
  static var kind: String { get }
}

extension NamedCase {
  /// The case of this name, for names that come from outside.
  ///
  /// - Throws: `HornError` that lists the known names.
  public static func named(_ name: String) throws -> Self {
    guard let found = Self(rawValue: name) else {
      throw HornError(
        .configuration,
        "unknown \(kind) \"\(name.prefix(80))\"; known are \(allCases.map(\.rawValue).joined(separator: ", "))"
      )
    }
    return found
  }

  /// A name that is not known stops the program with a list of those that are.
  public init(stringLiteral name: String) {
    do {
      self = try Self.named(name)
    } catch {
      programmingError("\(error)")
    }
  }
}
