import HornTensor

/// Finds the arguments of a class by making it: what is missing is filled in until it can be made.
struct ArgumentSearch {
  typealias Argument = ClassDescription.Argument

  /// Makes an object and gives the name of its class and its arguments.
  private let make: (ConfigReader) throws -> (className: String, config: Config)
  private let owner: String
  /// The name of the class of what was made; nil where nothing could be.
  private(set) var className: String?
  private(set) var arguments: [Argument] = []

  /// - Parameter given: arguments that fit each other, where one after the other is not found.
  init(
    _ owner: String, given: Config = [:],
    make: @escaping (ConfigReader) throws -> (className: String, config: Config)
  ) {
    self.owner = owner
    self.make = make
    ObjectNames.$isProbing.withValue(true) { run(given) }
  }

  private mutating func run(_ given: Config) {
    var found = search(given: given, depth: 0)
    if found == nil {
      // Where one of several must be there, the one that was asked for last need not be it.
      search: for missing in attempt([:]).asked.reversed() where missing != "name" {
        for candidate in Self.candidates {
          // Older names of an argument are asked for, but no configuration is written with them.
          guard attempt([missing: candidate]).made?.config[missing] != nil else { continue }
          found = describe([missing: candidate])
          break search
        }
      }
    }
    guard let found else { return }
    className = found.className
    arguments = found.arguments
  }

  /// Values to try, one after the other, where an argument is missing.
  private static let candidates: [ConfigValue] = {
    func layer(_ name: String, _ config: Config) -> ConfigValue {
      .serialized(module: "keras.layers", className: name, config: config)
    }
    let cell = layer("GRUCell", ["units": 1, "name": "cell"])
    return [
      1, 0.5, [1], "probe", cell, [cell], layer("GRU", ["units": 1, "name": "layer"]), [[0, 1]], "ab,bc->ac",
      ["word"], [0.5, 0.5], "float32", "linear",
    ]
  }()

  private typealias Found = (className: String, arguments: [Argument])
  private typealias Attempt = (made: (className: String, config: Config)?, asked: [String], fallbacks: Config)

  private func attempt(_ given: Config) -> Attempt {
    let reader = ConfigReader(given, owner: owner)
    let made = try? make(reader)
    return (made, reader.asked, reader.fallbacks)
  }

  private func search(given: Config, depth: Int) -> Found? {
    if let found = describe(given) { return found }
    guard depth < 6, let missing = attempt(given).asked.last, given[missing] == nil else { return nil }
    for candidate in Self.candidates {
      if let found = search(given: given.merging([missing: candidate]) { $1 }, depth: depth + 1) {
        return found
      }
    }
    return nil
  }

  /// The arguments where these values are enough to make an object.
  private func describe(_ given: Config) -> Found? {
    let first = attempt(given)
    guard let made = first.made else { return nil }
    let other = attempt(given.mapValues(Self.varied)).made?.config ?? made.config
    let arguments = first.asked.compactMap { name -> Argument? in
      if given[name] != nil { return Argument(name: name, defaultValue: nil) }
      // Some of Keras's configurations leave out arguments that may stand in them.
      guard let value = made.config[name] ?? first.fallbacks[name] else { return nil }
      if value == .string(ObjectNames.probe) { return Argument(name: name, defaultValue: .null) }
      // What depends on the values given is made from them where nothing else is said.
      return Argument(
        name: name, defaultValue: (other[name] ?? value) == value ? Self.plain(value, name) : .null)
    }
    return (made.className, arguments)
  }

  /// The value with other numbers in it.
  private static func varied(_ value: ConfigValue) -> ConfigValue {
    switch value {
    case .int(1): .int(2)
    case .array(let list): .array(list.map(varied))
    case .object(let config): .object(config.mapValues(varied))
    default: value
    }
  }

  /// A type as its name instead of Keras's policy, and a float as the number that was meant.
  private static func plain(_ value: ConfigValue, _ name: String) -> ConfigValue {
    if name == "dtype" { return value["config"]?["name"] ?? value }
    if case .double(let number) = value, Double(Float(number)) == number { return ConfigValue(Float(number)) }
    return value
  }
}
