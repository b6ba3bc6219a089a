import HornTensor

/// Everything that a configuration can name.
public enum ClassRegistry {
  /// All classes, kind by kind and by name within a kind; of the layers first Horn's own, then those that the program
  /// registered.
  public static var descriptions: [ClassDescription] {
    ClassDescription.Kind.allCases.flatMap(descriptions)
  }

  /// The classes of a kind.
  public static func descriptions(of kind: ClassDescription.Kind) -> [ClassDescription] {
    switch kind {
    case .layer: LayerRegistry.descriptions
    case .activation: activations
    case .initializer: choices(Initializer.self, kind) { ($0.className, $0.config) }
    case .regularizer: choices(Regularizer.self, kind) { ($0.className, $0.config) }
    case .constraint: choices(Constraint.self, kind) { ($0.className, $0.config) }
    case .loss: choices(Loss.self, kind) { ($0.className, $0.config) }
    case .metric: metrics
    case .optimizer:
      objects(kind, Optimizer.known) { ($0.className, $0.getConfig()) }.map { entry in
        // Case does not count.
        let name = entry.className.lowercased()
        return ClassDescription(kind, entry.className, aliases: [name], arguments: entry.arguments)
      }
    case .schedule: objects(kind, LearningRateSchedules.known) { (type(of: $0).className, $0.config) }
    case .operation:
      GraphOperation.known.values.sorted { $0.className < $1.className }.map { operation in
        let options = operation.defaults.sorted { $0.key < $1.key }.map { argument($0.key, $0.value) }
        return ClassDescription(kind, operation.className, arguments: options + [argument("name", .null)])
      }
    case .dtypePolicy: objects(kind, DTypePolicies.known) { ("DTypePolicy", ["name": .string($0.rawValue)]) }
    case .seedGenerator:
      ClassDescription.all(kind, names: ["SeedGenerator"]) { name, reader in
        (name, try SeedGenerator(reader).getConfig())
      }
    }
  }

  private static func argument(_ name: String, _ value: ConfigValue) -> ClassDescription.Argument {
    ClassDescription.Argument(name: name, defaultValue: value)
  }

  private static func objects<T>(
    _ kind: ClassDescription.Kind, _ known: [String: @Sendable (ConfigReader) throws -> T],
    _ form: @escaping (T) -> (className: String, config: Config)
  ) -> [ClassDescription] {
    ClassDescription.all(kind, names: known.keys) { name, reader in
      guard let make = known[name] else { throw HornError(.configuration, "\(name) is not known") }
      return form(try make(reader))
    }
  }

  private static func choices<T: NamedChoice>(
    _ type: T.Type, _ kind: ClassDescription.Kind,
    _ form: @escaping (T) -> (className: String, config: Config)
  ) -> [ClassDescription] { objects(kind, T.known, form) }

  private static var activations: [ClassDescription] {
    ActivationFunction.known.keys.sorted().map { name in
      ClassDescription(
        .activation, name,
        arguments: ArgumentSearch(name) { reader in
          _ = try ActivationFunction.known[name]?(reader)
          return (name, [:])
        }.arguments)
    }
  }

  private static var metrics: [ClassDescription] {
    let byShape = MetricChoice.shapeDependent
    let classes = objects(.metric, Metric.known.filter { !byShape.contains($0.key) }) {
      ($0.className, $0.getConfig())
    }
    // Names for whichever metric fits the shapes.
    return classes + byShape.sorted().map { ClassDescription(.metric, $0, arguments: []) }
  }
}
