import HornTensor

/// A class that a configuration can name, and the arguments that it takes there.
///
///     for entry in ClassRegistry.descriptions where entry.kind == .layer {
///       print(entry.className, entry.arguments.map(\.name))
///     }
///
/// The arguments are those that the class asks for when it is made from a configuration, so the list is never another
/// than what a file may say.
public struct ClassDescription: Hashable, Sendable {
  /// What a class is for.
  public enum Kind: String, CaseIterable, Sendable {
    case layer, loss, metric, optimizer, schedule, initializer, regularizer, constraint, activation, operation
    case dtypePolicy = "dtype-policy"
    case seedGenerator = "seed-generator"

    /// The kind's name for several.
    public var plural: String {
      switch self {
      case .loss: "losses"
      case .dtypePolicy: "dtype-policies"
      default: rawValue + "s"
      }
    }
  }

  /// An argument under Keras's name.
  public struct Argument: Hashable, Sendable {
    /// Keras's name, such as `kernel_initializer`.
    public let name: String
    /// What it is where a configuration does not say it; nil for an argument that must be there.
    public let defaultValue: ConfigValue?
  }

  /// What the class is for.
  public let kind: Kind
  /// The class's name, or that of a function.
  public let className: String
  /// The name under which the program registered it; nil for Horn's own.
  public let registeredName: String?
  /// Further names that Keras has for it.
  public let aliases: [String]
  /// Those that must be there, then the others, in the order in which they are read.
  public let arguments: [Argument]

  init(
    _ kind: Kind, _ className: String, registeredName: String? = nil, aliases: [String] = [],
    arguments: [Argument]
  ) {
    self.kind = kind
    self.className = className
    self.registeredName = registeredName
    self.aliases = aliases
    self.arguments = arguments.filter { $0.defaultValue == nil } + arguments.filter { $0.defaultValue != nil }
  }

  /// The class under all its names, of which the one that its objects have is its own.
  ///
  /// - Parameter make: makes an object and gives the name of its class and its arguments.
  static func all(
    _ kind: Kind, names: some Collection<String>,
    make: @escaping (_ name: String, _ reader: ConfigReader) throws -> (className: String, config: Config)
  ) -> [ClassDescription] {
    var found: [String: (names: [String], arguments: [Argument])] = [:]
    for name in names.sorted() {
      let search = ArgumentSearch(name) { try make(name, $0) }
      let className = search.className ?? name
      found[className, default: ([], search.arguments)].names.append(name)
      if name == className { found[className]?.arguments = search.arguments }
    }
    return found.sorted { $0.key < $1.key }.map { className, entry in
      // A function of its own name stands for itself.
      let own = entry.names.contains(className) ? className : entry.names[0]
      return ClassDescription(
        kind, own, aliases: entry.names.filter { $0 != own }, arguments: entry.arguments)
    }
  }
}
