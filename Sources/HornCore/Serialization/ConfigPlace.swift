import HornTensor

/// Where in a configuration something stands, for error messages: `config.layers[1].config.units`.
package enum ConfigPlace {
  /// The place that is being read; empty for the whole.
  @TaskLocal private static var current = ""

  /// Reads a part of what is being read: `"units"` or `"[1]"`.
  ///
  /// - Throws: what the body throws, with the place where a `HornError` has none yet.
  package static func at<T>(_ part: String, _ body: () throws -> T) throws -> T {
    let place = current.isEmpty || part.hasPrefix("[") ? current + part : "\(current).\(part)"
    return try $current.withValue(place) {
      do {
        return try body()
      } catch let error as HornError where error.place == nil {
        throw HornError(error.kind, "\(place): \(error.message)", place: place)
      }
    }
  }
}

extension Array {
  /// The elements of a list in a configuration, each read at its place.
  package func mapPlaces<T>(_ transform: (Element) throws -> T) throws -> [T] {
    try enumerated().map { index, element in try ConfigPlace.at("[\(index)]") { try transform(element) } }
  }
}

extension [String: ConfigValue] {
  /// The entries of an object in a configuration, each read at its place.
  package func mapPlaces<T>(_ transform: (ConfigValue) throws -> T) throws -> [String: T] {
    var read: [String: T] = [:]
    for (key, value) in self { read[key] = try ConfigPlace.at(key) { try transform(value) } }
    return read
  }
}

extension ConfigValue {
  /// Makes what the value describes: a name, or an object with class_name and config.
  ///
  /// - Parameters:
  ///   - kind: what is described, for error messages: "optimizer".
  ///   - find: gives the maker of a class and its name for messages, or throws where the class is not known.
  /// - Throws: what these throw, and an error for arguments that the maker did not read; each with its place.
  package func made<T>(
    _ kind: String, find: (_ className: String) throws -> (owner: String, make: (ConfigReader) throws -> T)
  ) throws -> T {
    let (name, config) = try classAndConfig(kind)
    guard case .object(let object) = self else { return try Self.made(config, by: try find(name)) }
    let maker = try ConfigPlace.at(object["config"] == .string(name) ? "config" : "class_name") {
      try find(name)
    }
    return try ConfigPlace.at("config") { try Self.made(config, by: maker) }
  }

  private static func made<T>(
    _ config: Config, by maker: (owner: String, make: (ConfigReader) throws -> T)
  ) throws -> T {
    let reader = ConfigReader(config, owner: maker.owner)
    let made = try maker.make(reader)
    try reader.finish()
    return made
  }
}
