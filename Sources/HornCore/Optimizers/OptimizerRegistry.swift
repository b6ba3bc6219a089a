import HornTensor

extension Optimizer {
  static let known: [String: @Sendable (ConfigReader) throws -> Optimizer] = [
    "SGD": { try SGD($0) },
    "RMSprop": { try RMSprop($0) },
    "Adam": { try Adam($0) },
    "AdamW": { try AdamW($0) },
    "Nadam": { try Nadam($0) },
    "Adamax": { try Adamax($0) },
    "Adagrad": { try Adagrad($0) },
    "Adadelta": { try Adadelta($0) },
    "Ftrl": { try Ftrl($0) },
    "Lion": { try Lion($0) },
    "Lamb": { try Lamb($0) },
    "Adafactor": { try Adafactor($0) },
  ]

  private static func maker(
    _ name: String
  ) throws -> (owner: String, make: (ConfigReader) throws -> Optimizer) {
    guard let found = known.first(where: { $0.key.lowercased() == name.lowercased() }) else {
      throw HornError(
        .configuration,
        "unknown optimizer \"\(name.prefix(80))\"; known are "
          + known.keys.map { $0.lowercased() }.sorted().joined(separator: ", "))
    }
    return (found.key, found.value)
  }

  /// The optimizer of this name with its default arguments; case does not count: `"adam"`, `"RMSprop"`.
  ///
  /// - Throws: `HornError` that lists the known names.
  public static func named(_ name: String) throws -> Optimizer {
    try ConfigValue.string(name).made("optimizer", find: maker)
  }

  /// The optimizer that a configuration describes: a name, or Keras's serialised form.
  ///
  /// - Throws: `HornError` for an unknown class and for wrong, contradictory or unknown arguments.
  public static func fromConfig(_ config: ConfigValue) throws -> Optimizer {
    let optimizer = try config.made("optimizer", find: maker)
    if case .object(let given)? = config["config"] { optimizer.givenIntegers = given.integers }
    return optimizer
  }

  /// Keras's serialised form.
  public var serialized: ConfigValue {
    .serialized(
      module: "keras.optimizers", className: className,
      config: getConfig().keepingIntegers(of: givenIntegers))
  }
}
