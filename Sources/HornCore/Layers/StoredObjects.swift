/// Finds the layers, variables and metrics that a layer holds in stored properties, as Keras does at assignment.
enum StoredObjects {
  /// The layers, in the order of the properties, those of a base class first.
  static func layers(of owner: Layer) -> [Layer] { objects(of: owner).filter { $0 !== owner } }

  /// The variables, in the same order.
  static func variables(of owner: Layer) -> [Variable] { objects(of: owner) }

  /// The metrics, in the same order.
  static func metrics(of owner: Layer) -> [Metric] { objects(of: owner) }

  private static func objects<T: AnyObject>(of owner: Layer) -> [T] {
    var levels: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: owner)
    while let level = mirror, level.subjectType != Layer.self {
      levels.append(level)
      mirror = level.superclassMirror
    }
    var found: [T] = []
    var seen: Set<ObjectIdentifier> = []
    for level in levels.reversed() {
      for (_, value) in level.children { collect(value, &found, &seen) }
    }
    return found
  }

  private static func collect<T: AnyObject>(
    _ value: Any, _ found: inout [T], _ seen: inout Set<ObjectIdentifier>
  ) {
    if let object = value as? T {
      if seen.insert(ObjectIdentifier(object)).inserted { found.append(object) }
      return
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional, .tuple:
      for (_, element) in mirror.children { collect(element, &found, &seen) }
    case .collection where mirror.children.first.map({ mayHold($0.value) }) ?? false:
      for (_, element) in mirror.children { collect(element, &found, &seen) }
    case .dictionary where mirror.children.first.map({ mayHold($0.value) }) ?? false:
      // By key, because a dictionary has no order of its own.
      let entries = mirror.children.map { (key: "\($0.value)", value: $0.value) }
      for entry in entries.sorted(by: { $0.key < $1.key }) { collect(entry.value, &found, &seen) }
    default: break
    }
  }

  /// Whether an element is worth going on for: a long list of numbers is not.
  private static func mayHold(_ element: Any) -> Bool {
    if element is Layer || element is Variable || element is Metric { return true }
    switch Mirror(reflecting: element).displayStyle {
    case .optional, .tuple, .collection, .dictionary: return true
    default: return false
    }
  }
}
