/// What is known of the number of elements before a pass.
enum DatasetSize: Hashable {
  case known(Int)
  case infinite
  case unknown

  /// The size after a step that changes a known count.
  func map(_ change: (Int) -> Int) -> DatasetSize {
    if case .known(let count) = self { return .known(change(count)) }
    return self
  }

  /// The size after a step that leaves elements out or puts some in.
  var changed: DatasetSize { self == .known(0) || self == .infinite ? self : .unknown }

  /// The size of both, one after the other.
  static func + (a: DatasetSize, b: DatasetSize) -> DatasetSize {
    switch (a, b) {
    case (.infinite, _), (_, .infinite): .infinite
    case (.known(let a), .known(let b)): .known(a.addingClamping(b))
    default: .unknown
    }
  }

  /// The size of both, side by side.
  static func shorter(_ a: DatasetSize, _ b: DatasetSize) -> DatasetSize {
    switch (a, b) {
    case (.known(let a), .known(let b)): .known(min(a, b))
    case (.known(0), _), (_, .known(0)): .known(0)
    case (.infinite, let other), (let other, .infinite): other
    default: .unknown
    }
  }
}
