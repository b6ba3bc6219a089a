import HornTensor

/// The objects that stand for a type in Keras's configurations.
enum DTypePolicies {
  static let known: [String: @Sendable (ConfigReader) throws -> DType] = [
    "DTypePolicy": policy,
    // Keras 3.0 and TensorFlow's Keras.
    "FloatDTypePolicy": policy, "Policy": policy,
  ]

  @Sendable private static func policy(_ reader: ConfigReader) throws -> DType {
    let names = DType.allCases.map(\.rawValue)
    let name = try reader.string("name")
    guard let dtype = DType(rawValue: name) else {
      throw HornError(
        .configuration,
        "\(reader.owner): name must be one of \(names.joined(separator: ", ")), got \"\(name.prefix(80))\"")
    }
    return dtype
  }

  /// The type that a policy in Keras's serialised form stands for.
  static func dtype(config value: ConfigValue) throws -> DType {
    try value.made("a dtype policy") { name in
      guard let make = known[name] else {
        throw HornError(
          .configuration,
          "unknown dtype policy \"\(name.prefix(80))\"; known are \(known.keys.sorted().joined(separator: ", "))"
        )
      }
      return (name, make)
    }
  }
}
