/// What stands between the brackets of a subscript for one axis, as in NumPy.
///
///     x[0]                           // the first row
///     x[1..<3, .newAxis]             // two rows, with an axis of length 1 after them
///     x[..., 0]                      // the first of the last axis
///     x[.slice(by: -1)]              // backwards
///     x[.slice(from: 1, to: -1)]     // without the first and the last, which no Swift range can say
///     x[stride(from: 0, to: 9, by: 3)]
///
/// Negative numbers count from the end; slices and ranges are cut off at the ends of the axis, strides must lie on it.
public struct TensorIndex: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case index(Int)
    case slice(from: Int?, to: Int?, by: Int)
    case positions(first: Int, step: Int, count: Int)
    case ellipsis
    case newAxis
  }

  let kind: Kind
}

/// What can stand between the brackets of a subscript: numbers, ranges, strides, ``TensorIndex``.
public protocol TensorIndexConvertible {
  /// What it picks along its axis.
  var tensorIndex: TensorIndex { get }
}

extension TensorIndex: TensorIndexConvertible {
  public var tensorIndex: TensorIndex { self }
}

extension TensorIndexConvertible where Self == TensorIndex {
  /// All axes that no other index names; written `...` as the first or second index.
  public static var ellipsis: TensorIndex { TensorIndex(kind: .ellipsis) }

  /// An axis of length 1 at this place.
  public static var newAxis: TensorIndex { TensorIndex(kind: .newAxis) }

  /// The whole axis.
  public static var all: TensorIndex { .slice() }

  /// Every `step`-th element from `start` to before `end`, as NumPy's `start:end:step`.
  public static func slice(from start: Int? = nil, to end: Int? = nil, by step: Int = 1) -> TensorIndex {
    TensorIndex(kind: .slice(from: start, to: end, by: step))
  }
}

extension Int: TensorIndexConvertible {
  public var tensorIndex: TensorIndex { TensorIndex(kind: .index(self)) }
}

extension Range<Int>: TensorIndexConvertible {
  public var tensorIndex: TensorIndex { .slice(from: lowerBound, to: upperBound) }
}

extension ClosedRange<Int>: TensorIndexConvertible {
  public var tensorIndex: TensorIndex {
    .slice(from: lowerBound, to: upperBound == -1 ? nil : upperBound + 1)
  }
}

extension PartialRangeFrom<Int>: TensorIndexConvertible {
  public var tensorIndex: TensorIndex { .slice(from: lowerBound) }
}

extension PartialRangeUpTo<Int>: TensorIndexConvertible {
  public var tensorIndex: TensorIndex { .slice(to: upperBound) }
}

extension PartialRangeThrough<Int>: TensorIndexConvertible {
  public var tensorIndex: TensorIndex { .slice(to: upperBound == -1 ? nil : upperBound + 1) }
}

extension StrideTo<Int>: TensorIndexConvertible {
  public var tensorIndex: TensorIndex { TensorIndex(positions: self) }
}

extension StrideThrough<Int>: TensorIndexConvertible {
  public var tensorIndex: TensorIndex { TensorIndex(positions: self) }
}

extension TensorIndex {
  /// The very numbers of a stride; they must lie on the axis.
  fileprivate init(positions: some Sequence<Int>) {
    let list = Array(positions)
    let step = list.count > 1 ? list[1] - list[0] : 1
    kind = .positions(first: list.first ?? 0, step: step, count: list.count)
  }
}
