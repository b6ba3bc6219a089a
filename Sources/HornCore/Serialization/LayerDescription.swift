import HornTensor

/// A class of layers that a configuration can name, and the arguments that it takes there.
///
///     for layer in LayerRegistry.descriptions {
///       print(layer.className, layer.arguments.map(\.name))
///     }
///
/// The arguments are those that the class asks for when it is made from a configuration, so the list is never another
/// than what a file may say.
public struct LayerDescription: Hashable, Sendable {
  /// An argument under Keras's name.
  public struct Argument: Hashable, Sendable {
    public let name: String
    /// What it is where a configuration does not say it; nil for an argument that must be there.
    public let defaultValue: ConfigValue?
  }

  public let className: String
  /// The name under which the program registered it; nil for Horn's own.
  public let registeredName: String?
  /// Further names that Keras has for it.
  public let aliases: [String]
  /// Those that must be there, then the others, in the order in which they are read.
  public let arguments: [Argument]

  init(_ type: any KerasSerializable.Type, registeredName: String?, aliases: [String]) {
    className = type.kerasName
    self.registeredName = registeredName
    self.aliases = aliases
    let found = Self.hidden[className] ?? ArgumentSearch(type).arguments
    arguments = found.filter { $0.defaultValue == nil } + found.filter { $0.defaultValue != nil }
  }

  /// The classes that cannot be made from values of the search's own: from graphs, or from functions with names.
  private static let hidden: [String: [Argument]] = {
    func required(_ names: String...) -> [Argument] { names.map { Argument(name: $0, defaultValue: nil) } }
    let common = [
      Argument(name: "name", defaultValue: .null), Argument(name: "trainable", defaultValue: true),
    ]
    return [
      "Functional": required("layers", "input_layers", "output_layers") + common,
      "Lambda": required("function") + [
        Argument(name: "output_shape", defaultValue: .null), Argument(name: "mask", defaultValue: .null),
        Argument(name: "arguments", defaultValue: .object([:])),
      ] + common + [Argument(name: "dtype", defaultValue: "float32")],
    ]
  }()
}

/// Finds the arguments of a class by making it: what is missing is filled in until it can be made.
private struct ArgumentSearch {
  private let type: any KerasSerializable.Type
  private(set) var arguments: [LayerDescription.Argument] = []

  init(_ type: any KerasSerializable.Type) {
    self.type = type
    let name: Config = ["name": "probe"]
    if let found = search(given: name, depth: 0) {
      arguments = found
      return
    }
    // Where one of several must be there, the one that was asked for last need not be it.
    for missing in attempt(name).asked.reversed() where missing != "name" {
      for candidate in Self.candidates {
        let given = name.merging([missing: candidate]) { $1 }
        // Older names of an argument are asked for, but no configuration is written with them.
        guard let found = describe(given), attempt(given).layer?.getConfig()[missing] != nil else { continue }
        arguments = found
        return
      }
    }
  }

  /// Values to try, one after the other, where an argument is missing.
  private static let candidates: [ConfigValue] = {
    func layer(_ name: String, _ config: Config) -> ConfigValue {
      .serialized(module: "keras.layers", className: name, config: config)
    }
    let cell = layer("GRUCell", ["units": 1, "name": "cell"])
    return [
      1, 0.5, [1], "probe", cell, [cell], layer("GRU", ["units": 1, "name": "layer"]), [[0, 1]], "ab,bc->ac",
      ["word"],
    ]
  }()

  private func attempt(_ given: Config) -> (layer: Layer?, asked: [String]) {
    let reader = ConfigReader(given, owner: type.kerasName)
    let layer = try? type.init(config: reader)
    return (layer, reader.asked)
  }

  private func search(given: Config, depth: Int) -> [LayerDescription.Argument]? {
    if let found = describe(given) { return found }
    guard depth < 6, let missing = attempt(given).asked.last, given[missing] == nil else { return nil }
    for candidate in Self.candidates {
      if let found = search(given: given.merging([missing: candidate]) { $1 }, depth: depth + 1) {
        return found
      }
    }
    return nil
  }

  /// The arguments where these values are enough to make a layer.
  private func describe(_ given: Config) -> [LayerDescription.Argument]? {
    let (layer, asked) = attempt(given)
    guard let config = layer?.getConfig() else { return nil }
    let other = attempt(given.mapValues(Self.varied)).layer?.getConfig() ?? config
    return asked.compactMap { name in
      if name == "name" { return LayerDescription.Argument(name: name, defaultValue: .null) }
      if given[name] != nil { return LayerDescription.Argument(name: name, defaultValue: nil) }
      guard let value = config[name] else { return nil }
      // What depends on the values given is made from them where nothing else is said.
      return LayerDescription.Argument(
        name: name, defaultValue: other[name] == value ? Self.plain(value, name) : .null)
    }
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

  /// A type as its name instead of Keras's policy.
  private static func plain(_ value: ConfigValue, _ name: String) -> ConfigValue {
    name == "dtype" ? value["config"]?["name"] ?? value : value
  }
}
