import HornTensor

extension SeedGenerator {
  /// Keras's configuration: the seed that was given (null for none) and the name.
  public func getConfig() -> Config { ["seed": ConfigValue(initialSeed), "name": .string(name)] }

  /// A generator at its beginning, from its configuration.
  ///
  /// - Throws: `HornError` for wrong and unknown arguments.
  public convenience init(config: Config) throws {
    let reader = ConfigReader(config, owner: "SeedGenerator")
    try self.init(reader)
    try reader.finish()
  }

  convenience init(_ reader: ConfigReader) throws {
    self.init(
      seed: try reader.optionalInt("seed"), name: try reader.string("name", default: "seed_generator"))
  }

  package var serialized: ConfigValue {
    .serialized(module: "keras.random", className: "SeedGenerator", config: getConfig())
  }
}

extension ConfigReader {
  /// An integer, a serialised `SeedGenerator`, or nil where it is absent or null.
  package func optionalSeed(_ key: String = "seed") throws -> (any RandomSeed)? {
    guard let value = value(key), case .object = value else { return try optionalInt(key) }
    return try ConfigPlace.at(key) {
      try value.made("\(owner): \(key)") { name in
        guard name == "SeedGenerator" else {
          throw HornError(
            .configuration, "\(owner): \(key) must be an integer or a SeedGenerator, got \(name.prefix(80))")
        }
        return (name, SeedGenerator.init)
      }
    }
  }

  /// Keras's name of a distribution, of any case; "normal" is the truncated one.
  func distribution() throws -> Initializer.Distribution {
    let name = try string("distribution", default: "truncated_normal").lowercased()
    if name == "normal" { return .truncatedNormal }
    guard let found = Initializer.Distribution(rawValue: name) else {
      let names = Initializer.Distribution.allCases.map(\.rawValue).joined(separator: ", ")
      throw HornError(.configuration, "\(owner): distribution must be one of \(names), got \"\(name)\"")
    }
    return found
  }
}
