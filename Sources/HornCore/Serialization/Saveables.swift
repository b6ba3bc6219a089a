import HornTensor

/// A layer of a model, and the place of what belongs to it in Keras's files.
package struct Saveable {
  /// Such as `layers/bidirectional/forward_layer/cell`; empty for the model itself.
  package let path: String
  package let layer: Layer
}

extension Layer {
  /// The layer's own weights in the order of Keras's files, without those of layers inside.
  package var savedWeights: [Variable] { ownWeights }

  /// This layer and all layers inside, each once, in the order and with the names of Keras's files: stored properties by
  /// the alphabet in snake case, layers in lists by their class with a number.
  package var saveables: [Saveable] {
    var seen: Set<ObjectIdentifier> = []
    var found: [Saveable] = []
    func visit(_ member: Member, _ path: String) {
      switch member {
      case .layer(let layer):
        guard seen.insert(ObjectIdentifier(layer)).inserted else { return }
        found.append(Saveable(path: path, layer: layer))
        for (name, inner) in layer.savedMembers { visit(inner, path.isEmpty ? name : "\(path)/\(name)") }
      case .list(let list):
        var used: [String: Int] = [:]
        for entry in list {
          let base =
            if case .layer(let layer) = entry { ObjectNames.snakeCase(layer.className) } else { "container" }
          let number = used[base, default: 0]
          used[base] = number + 1
          visit(entry, "\(path)/\(number == 0 ? base : "\(base)_\(number)")")
        }
      }
    }
    visit(.layer(self), "")
    return found
  }

  private indirect enum Member {
    case layer(Layer)
    case list([Member])
  }

  /// What Keras's walk over the attributes finds.
  private var savedMembers: [(String, Member)] {
    let own = storedMembers.sorted { a, b in a.0.utf8.lexicographicallyPrecedes(b.0.utf8) }
    guard let model = self as? Model else { return own }
    let layers = ("layers", Member.list(model.layers.map(Member.layer)))
    if model.graph != nil || model is Sequential { return [layers] + own }
    // Keras has the list among the attributes of a class of one's own.
    return own.filter { $0.0 < "layers" } + [layers] + own.filter { $0.0 >= "layers" }
  }

  private var storedMembers: [(String, Member)] {
    var found: [(String, Member)] = []
    var mirror: Mirror? = Mirror(reflecting: self)
    while let level = mirror {
      let type = level.subjectType
      if type == Layer.self || type == Model.self || type == Sequential.self || type == Functional.self {
        break
      }
      for (label, value) in level.children {
        guard let label, let member = Self.member(value, depth: 0) else { continue }
        // The one property that Keras keeps private.
        let isPrivate = label == "gateDense" && self is MultiHeadAttention
        found.append(((isPrivate ? "_" : "") + ObjectNames.snakeCase(label), member))
      }
      mirror = level.superclassMirror
    }
    return found
  }

  /// The layer or layers that a property holds; nil for other things.
  private static func member(_ value: Any, depth: Int) -> Member? {
    if let layer = value as? Layer { return .layer(layer) }
    guard depth < 8 else { return nil }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.flatMap { member($0.value, depth: depth + 1) }
    case .collection, .tuple:
      // A list of other things is as good as none; its first element says so.
      guard let first = mirror.children.first, member(first.value, depth: depth + 1) != nil else {
        return nil
      }
      return .list(mirror.children.compactMap { member($0.value, depth: depth + 1) })
    case .dictionary:
      let entries = mirror.children.compactMap { child -> (String, Member)? in
        let entry = Mirror(reflecting: child.value).children.map(\.value)
        guard entry.count == 2 else { return nil }
        return member(entry[1], depth: depth + 1).map { ("\(entry[0])", $0) }
      }
      return entries.isEmpty ? nil : .list(entries.sorted { $0.0 < $1.0 }.map(\.1))
    default: return nil
    }
  }
}
