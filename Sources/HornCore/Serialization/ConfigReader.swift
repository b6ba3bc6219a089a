import HornTensor

/// Typed, throwing access to a configuration that remembers which arguments were read.
///
/// After the last read, ``finish()`` refuses arguments that nothing has asked for.
public final class ConfigReader {
  /// The class whose arguments these are, for error messages.
  public let owner: String
  /// All arguments, whether or not they have been read.
  public let config: Config
  private var used: Set<String> = []
  /// The arguments that were asked for, in that order.
  private(set) var asked: [String] = []
  /// What stands for arguments that are absent, as far as whoever asked has said.
  private(set) var fallbacks: Config = [:]
  /// The reader whose arguments these are too.
  private var whole: ConfigReader?

  /// A reader of these arguments, none of which has been read.
  ///
  /// - Parameter owner: the class whose arguments they are, for error messages.
  public init(_ config: Config, owner: String) {
    self.config = config
    self.owner = owner
  }

  /// The value under the key, nil where it is absent or null.
  public func value(_ key: String) -> ConfigValue? {
    note(key)
    guard let value = config[key], value != .null else { return nil }
    return value
  }

  private func note(_ key: String, fallback: ConfigValue = .null) {
    if used.insert(key).inserted { asked.append(key) }
    if fallbacks[key] == nil || fallbacks[key] == .null { fallbacks[key] = fallback }
    whole?.note(key, fallback: fallback)
  }

  /// As ``value(_:)``; the fallback is what whoever asks takes for it where it is absent.
  private func value(_ key: String, fallback: ConfigValue) -> ConfigValue? {
    note(key, fallback: fallback)
    return value(key)
  }

  /// Marks an argument as known that has no meaning here.
  public func ignore(_ keys: String...) {
    used.formUnion(keys)
    whole?.used.formUnion(keys)
  }

  /// Throws where an argument is set that Horn knows but cannot honour.
  public func refuse(_ keys: String...) throws {
    used.formUnion(keys)
    whole?.used.formUnion(keys)
    for key in keys {
      if let value = config[key], value != .null {
        throw HornError(.configuration, "\(owner): Horn has no \(key), got \(value.summary); leave it out")
      }
    }
  }

  private func wrong(_ key: String, _ expected: String, _ value: ConfigValue?) -> HornError {
    HornError(
      .configuration,
      value.map { "\(owner): \(key) must be \(expected), got \($0.summary)" }
        ?? "\(owner): the argument \(key) (\(expected)) is missing")
  }

  /// The integer under the key, also one that is written as 2.0; nil where it is absent or null.
  ///
  /// - Throws: `HornError` where something else is there.
  public func optionalInt(_ key: String) throws -> Int? {
    guard let value = value(key) else { return nil }
    switch value {
    case .int(let number): return number
    case .double(let number) where number == number.rounded() && abs(number) < 9e15: return Int(number)
    default: throw wrong(key, "an integer", value)
    }
  }

  /// The integer under the key, also one that is written as 2.0; the default where it is absent or null.
  ///
  /// - Throws: `HornError` where something else is there, or nothing and there is no default.
  public func int(_ key: String, default fallback: Int? = nil) throws -> Int {
    note(key, fallback: ConfigValue(fallback))
    guard let number = try optionalInt(key) ?? fallback else { throw wrong(key, "an integer", nil) }
    return number
  }

  /// The integer under the key, which must be there.
  ///
  /// - Throws: `HornError` where it is missing or less than the given one.
  public func int(_ key: String, atLeast least: Int) throws -> Int {
    let number = try int(key)
    guard number >= least else { throw wrong(key, "an integer of at least \(least)", .int(number)) }
    return number
  }

  /// The number under the key; nil where it is absent or null.
  ///
  /// - Throws: `HornError` where something else is there.
  public func optionalDouble(_ key: String) throws -> Double? {
    guard let value = value(key) else { return nil }
    switch value {
    case .int(let number): return Double(number)
    case .double(let number): return number
    default: throw wrong(key, "a number", value)
    }
  }

  /// The number under the key; the default where it is absent or null.
  ///
  /// - Throws: `HornError` where something else is there, or nothing and there is no default.
  public func double(_ key: String, default fallback: Double? = nil) throws -> Double {
    note(key, fallback: ConfigValue(fallback))
    guard let number = try optionalDouble(key) ?? fallback else { throw wrong(key, "a number", nil) }
    return number
  }

  /// As ``double(_:default:)``, rounded to float32.
  public func float(_ key: String, default fallback: Float? = nil) throws -> Float {
    Float(try double(key, default: fallback.map(Double.init)))
  }

  /// The number under the key, which must be from 0 to 1, such as a dropout rate; the default where it is absent or null.
  public func rate(_ key: String, default fallback: Float? = nil) throws -> Float {
    let number = try float(key, default: fallback)
    guard number >= 0, number <= 1 else { throw wrong(key, "between 0 and 1", .double(Double(number))) }
    return number
  }

  /// The truth value under the key; the default where it is absent or null. A number is none.
  ///
  /// - Throws: `HornError` where something else is there, or nothing and there is no default.
  public func bool(_ key: String, default fallback: Bool? = nil) throws -> Bool {
    switch value(key, fallback: ConfigValue(fallback)) {
    case .bool(let flag)?: return flag
    case nil:
      if let fallback { return fallback }
      throw wrong(key, "true or false", nil)
    case let other: throw wrong(key, "true or false", other)
    }
  }

  /// The string under the key; nil where it is absent or null.
  ///
  /// - Throws: `HornError` where something else is there.
  public func optionalString(_ key: String) throws -> String? {
    switch value(key) {
    case .string(let text)?: return text
    case nil: return nil
    case let other: throw wrong(key, "a string", other)
    }
  }

  /// The string under the key; the default where it is absent or null.
  ///
  /// - Throws: `HornError` where something else is there, or nothing and there is no default.
  public func string(_ key: String, default fallback: String? = nil) throws -> String {
    note(key, fallback: ConfigValue(fallback))
    guard let text = try optionalString(key) ?? fallback else { throw wrong(key, "a string", nil) }
    return text
  }

  /// The string under the key, or nil where it is null; the default where it is absent.
  func stringOrNull(_ key: String, default fallback: String) throws -> String? {
    let text = try string(key, default: fallback)
    return config[key] == .null ? nil : text
  }

  /// The case whose raw value stands under the key; the default where it is absent or null.
  ///
  /// - Throws: `HornError` that lists the cases where it is none of them.
  public func choice<T: RawRepresentable & CaseIterable>(_ key: String, default fallback: T) throws -> T
  where T.RawValue == String {
    note(key, fallback: .string(fallback.rawValue))
    guard let text = try optionalString(key) else { return fallback }
    guard let found = T(rawValue: text) else {
      throw wrong(key, "one of \(T.allCases.map(\.rawValue).joined(separator: ", "))", .string(text))
    }
    return found
  }

  /// The list of lengths under the key, nil for an unknown one; nil where the list is absent or null.
  ///
  /// - Throws: `HornError` where something else is there, a length is below -1 or not below 2⁴⁰, or there are more than 64.
  public func optionalShape(_ key: String) throws -> [Int?]? {
    guard let value = value(key) else { return nil }
    guard case .array(let list) = value, list.count <= 64 else {
      throw wrong(key, "a list of lengths", value)
    }
    return try list.map { element in
      switch element {
      case .null: return nil
      case .int(let length) where length >= -1 && length < 1 << 40: return length
      default: throw wrong(key, "a list of lengths", value)
      }
    }
  }

  /// The type under the key, a name or Keras's DTypePolicy; the default where it is absent or null.
  public func dtype(_ key: String = "dtype", default fallback: DType = .float32) throws -> DType {
    guard let value = value(key, fallback: .string(fallback.rawValue)) else { return fallback }
    guard case .object = value else { return try dtype(value, key) }
    return try ConfigPlace.at(key) { try DTypePolicies.dtype(config: value) }
  }

  private func dtype(_ value: ConfigValue, _ key: String) throws -> DType {
    guard case .string(let text) = value, let dtype = DType(rawValue: text) else {
      throw wrong(key, "one of \(DType.allCases.map(\.rawValue).joined(separator: ", "))", value)
    }
    return dtype
  }

  /// The same arguments under another name, for a part that has them in common with the whole.
  package func inner(name: String) -> ConfigReader { replacing("name", .string(name)) }

  /// The same arguments with another value of one of them.
  package func replacing(_ key: String, _ value: ConfigValue) -> ConfigReader {
    let reader = ConfigReader(config.merging([key: value]) { $1 }, owner: owner)
    reader.whole = self
    return reader
  }

  /// The type under `dtype` of an object that computes in float32 only.
  package func float32() throws -> DType {
    let dtype = try dtype()
    guard dtype == .float32 else {
      throw HornError(.configuration, "\(owner): Horn computes it in float32 only, not in \(dtype)")
    }
    return dtype
  }

  /// Throws if the configuration has an argument that was never asked for.
  public func finish() throws {
    let unknown = config.keys.filter { !used.contains($0) }.sorted()
    guard unknown.isEmpty else {
      throw HornError(
        .configuration,
        "\(owner): unknown argument\(unknown.count > 1 ? "s" : "") \(unknown.joined(separator: ", ")); known are "
          + used.sorted().joined(separator: ", "))
    }
  }
}
