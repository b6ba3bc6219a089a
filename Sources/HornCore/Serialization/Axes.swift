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
      guard case .int(let number) = axis, isAxis(number) else {
        throw HornError(.configuration, "\(owner): \(key) must be a list of axes, got \(axis.summary) in it")
      }
      return number
    }
  }

  /// An axis or a list of them; the default where it is absent or null.
  func axes(_ key: String, default fallback: Int) throws -> Axes {
    if case .array? = value(key), let list = try optionalAxes(key) { return .several(list) }
    return .one(try axis(key, default: fallback))
  }

  /// The axis under the key; the default where it is absent or null.
  func axis(_ key: String, default fallback: Int) throws -> Int {
    let axis = try int(key, default: fallback)
    guard isAxis(axis) else {
      throw HornError(.configuration, "\(owner): \(key) must be an axis, got \(axis)")
    }
    return axis
  }

  /// Whether a number may be an axis at all, so that one may count with it. It has a magnitude also where it has no
  /// absolute value.
  private func isAxis(_ number: Int) -> Bool { number.magnitude < 64 }
}
