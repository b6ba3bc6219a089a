import HornTensor

/// One value of a configuration: what JSON can say, integers and floating point kept apart.
public enum ConfigValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([ConfigValue])
  case object(Config)

  /// The entry of an object; nil for anything else.
  public subscript(key: String) -> ConfigValue? {
    if case .object(let config) = self { config[key] } else { nil }
  }

  /// The integer; null for nil.
  public init(_ value: Int?) { self = value.map(ConfigValue.int) ?? .null }
  /// The number; null for nil.
  public init(_ value: Double?) { self = value.map(ConfigValue.double) ?? .null }
  /// The decimal number that one sees (0.1 stays 0.1, as it is in Keras's configurations); null for nil.
  public init(_ value: Float?) { self = value.map { .double(Double("\($0)") ?? Double($0)) } ?? .null }
  /// The string; null for nil.
  public init(_ value: String?) { self = value.map(ConfigValue.string) ?? .null }
  /// The truth value; null for nil.
  public init(_ value: Bool?) { self = value.map(ConfigValue.bool) ?? .null }
  /// The list of the lengths, null for an unknown one.
  public init(shape: [Int?]) { self = .array(shape.map { ConfigValue($0) }) }
}

/// The arguments of an object under Keras's names.
public typealias Config = [String: ConfigValue]

extension ConfigValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .int(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: ConfigValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, ConfigValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}

extension ConfigValue {
  /// What the value is, for error messages.
  package var summary: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .double(let value): "\(value)"
    case .string(let value): "\"\(value.prefix(80))\""
    case .array(let list): "a list of \(list.count)"
    case .object(let config): "an object with the keys \(config.keys.sorted().prefix(8))"
    }
  }

  /// Keras's serialised form of an object.
  package static func serialized(module: String, className: String, config: Config) -> ConfigValue {
    [
      "module": .string(module), "class_name": .string(className), "config": .object(config),
      "registered_name": nil,
    ]
  }

  /// The class name and arguments of an object in Keras's serialised form, also of a bare class name.
  package func classAndConfig(_ what: String) throws -> (className: String, config: Config) {
    switch self {
    case .string(let name): return (name, [:])
    case .object(let object):
      guard case .string(let name)? = object["class_name"] else { break }
      switch object["config"] {
      case .object(let config)?: return (name, config)
      case .string(let inner)?: return (inner, [:])
      case nil, .null?: return (name, [:])
      default: break
      }
    default: break
    }
    throw HornError(
      .configuration, "\(what): expected a name or an object with class_name and config, got \(summary)")
  }
}
