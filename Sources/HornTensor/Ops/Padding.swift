/// How ``pad(_:_:mode:constantValues:file:line:)`` fills the border.
public enum PadMode: String, NamedCase {
  /// With one value.
  case constant
  /// With the outermost elements.
  case edge
  /// Mirrored, without the outermost elements again.
  case reflect
  /// Mirrored, with the outermost elements again.
  case symmetric

  public static let kind = "pad mode"
}

/// The tensor with a border.
///
/// - Parameters:
///   - padWidth: how many elements before and after each axis.
///   - mode: what the border holds.
///   - constantValues: the border's value in `.constant` mode; nil means 0.
public func pad(
  _ x: Tensor, _ padWidth: [(Int, Int)], mode: PadMode = .constant, constantValues: Double? = nil,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  require(
    padWidth.count == x.rank && padWidth.allSatisfy { $0.0 >= 0 && $0.1 >= 0 },
    "pad: padWidth \(padWidth) for the shape \(x.shape); two counts from 0 on are expected for each axis",
    file: file, line: line)
  require(
    mode == .constant || constantValues == nil, "pad: constantValues goes with mode .constant only",
    file: file, line: line)
  guard mode == .constant else { return mirrored(x, padWidth, mode, file, line) }
  require(
    x.dtype != .string || constantValues == nil, "pad: strings are padded with empty strings only",
    file: file, line: line)
  let shape = Shape(x.shape.indices.map { x.shape[$0] + padWidth[$0].0 + padWidth[$0].1 })
  var view = StridedView(lengths: x.shape.dimensions, strides: shape.strides)
  for (width, stride) in zip(padWidth, shape.strides) { view.offset += width.0 * stride }
  if x.dtype == .string {
    var source = x.byteStrings
    source.append("")
    var places = [Int](repeating: source.count - 1, count: shape.elementCount)
    var next = 0
    view.forEachElement {
      places[$0] = next
      next += 1
    }
    return Tensor(source.selecting(places), shape: shape)
  }
  let result = Tensor(full: shape, constantValues ?? 0, dtype: x.dtype, file: file, line: line)
  result.write(x, through: view)
  return result.derived(from: x) { $0.read(through: view) }
}

/// The tensor with a border of one width before and after every axis.
public func pad(
  _ x: Tensor, _ padWidth: Int, mode: PadMode = .constant, constantValues: Double? = nil,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  pad(
    x, Array(repeating: (padWidth, padWidth), count: x.rank), mode: mode,
    constantValues: constantValues, file: file, line: line)
}

private func mirrored(
  _ x: Tensor, _ padWidth: [(Int, Int)], _ mode: PadMode, _ file: StaticString, _ line: UInt
) -> Tensor {
  var result = x
  for (axis, width) in padWidth.enumerated() where width != (0, 0) {
    let length = x.shape[axis]
    require(
      length > 0, "pad: axis \(axis) has no elements to repeat in mode .\(mode)", file: file, line: line)
    let indices = (-width.0..<length + width.1).map { place in
      switch mode {
      case .edge: return min(max(place, 0), length - 1)
      case .symmetric: return folded(place, period: 2 * length, length)
      default: return length == 1 ? 0 : folded(place, period: 2 * length - 2, length)
      }
    }
    result = take(result, indices, axis: axis, file: file, line: line)
  }
  return result
}

/// The element that stands at a place if the axis goes on forwards and backwards in turn.
private func folded(_ place: Int, period: Int, _ length: Int) -> Int {
  let within = (place % period + period) % period
  return within < length ? within : (period == 2 * length ? period - 1 : period) - within
}
