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
  /// In the order in which they are read, those of all layers at the end.
  public let arguments: [Argument]

  init(_ type: any KerasSerializable.Type, registeredName: String?, aliases: [String]) {
    className = type.kerasName
    self.registeredName = registeredName
    self.aliases = aliases
    arguments = Self.hidden[className] ?? ArgumentSearch(type).arguments
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
    arguments = search(given: ["name": "probe"], depth: 0) ?? []
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

  private func search(given: Config, depth: Int) -> [LayerDescription.Argument]? {
    let reader = ConfigReader(given, owner: type.kerasName)
    if let layer = try? type.init(config: reader) {
      let config = layer.getConfig()
      return reader.asked.compactMap { name in
        if name == "name" { return LayerDescription.Argument(name: name, defaultValue: .null) }
        if given[name] != nil { return LayerDescription.Argument(name: name, defaultValue: nil) }
        return config[name].map { LayerDescription.Argument(name: name, defaultValue: Self.plain($0, name)) }
      }
    }
    guard depth < 6, let missing = reader.asked.last, given[missing] == nil else { return nil }
    for candidate in Self.candidates {
      if let found = search(given: given.merging([missing: candidate]) { $1 }, depth: depth + 1) {
        return found
      }
    }
    return nil
  }

  /// A type as its name instead of Keras's policy.
  private static func plain(_ value: ConfigValue, _ name: String) -> ConfigValue {
    name == "dtype" ? value["config"]?["name"] ?? value : value
  }
}
