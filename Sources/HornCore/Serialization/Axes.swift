import HornTensor

/// One axis or several together, as Keras's `axis` arguments take them.
enum Axes: Hashable, Sendable {
  case one(Int)
  case several([Int])

  /// The axes as a list.
  var list: [Int] {
    switch self {
    case .one(let axis): [axis]
    case .several(let axes): axes
    }
  }

  var config: ConfigValue {
    switch self {
    case .one(let axis): .int(axis)
    case .several(let axes): .array(axes.map { .int($0) })
    }
  }
}

extension ConfigReader {
  /// A list of axes, or nil where it is absent or null.
  func optionalAxes(_ key: String) throws -> [Int]? {
    guard let value = value(key) else { return nil }
    guard case .array(let list) = value, list.count <= 64 else {
      throw HornError(.configuration, "\(owner): \(key) must be a list of axes, got \(value.summary)")
    }
    return try list.map { axis in
      guard case .int(let number) = axis, abs(number) < 64 else {
        throw HornError(.configuration, "\(owner): \(key) must be a list of axes, got \(axis.summary) in it")
      }
      return number
    }
  }

  /// An axis or a list of them; the default where it is absent or null.
  func axes(_ key: String, default fallback: Int) throws -> Axes {
    if case .array? = value(key), let list = try optionalAxes(key) { return .several(list) }
    let axis = try int(key, default: fallback)
    guard abs(axis) < 64 else {
      throw HornError(.configuration, "\(owner): \(key) must be an axis, got \(axis)")
    }
    return .one(axis)
  }
}
