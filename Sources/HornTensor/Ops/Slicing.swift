extension Tensor {
  /// The part that the indices name, as in NumPy; see ``TensorIndex``.
  ///
  /// Axes without an index stay whole. A number drops its axis, and stops the program where it is out of range. What is
  /// assigned broadcasts to the part's shape and is cast to this tensor's dtype; a gradient flows back from both ways of
  /// use.
  public subscript(_ indices: any TensorIndexConvertible...) -> Tensor {
    get { strided(view(indices.map(\.tensorIndex))) }
    set { assign(newValue, through: view(indices.map(\.tensorIndex))) }
  }

  /// The part with all axes that no index names in front.
  public subscript(_ rest: UnboundedRange, _ indices: any TensorIndexConvertible...) -> Tensor {
    get { strided(view([.ellipsis] + indices.map(\.tensorIndex))) }
    set { assign(newValue, through: view([.ellipsis] + indices.map(\.tensorIndex))) }
  }

  /// The part with all axes that no index names after the first.
  public subscript(
    _ first: any TensorIndexConvertible, _ rest: UnboundedRange, _ indices: any TensorIndexConvertible...
  ) -> Tensor {
    get { strided(view([first.tensorIndex, .ellipsis] + indices.map(\.tensorIndex))) }
    set { assign(newValue, through: view([first.tensorIndex, .ellipsis] + indices.map(\.tensorIndex))) }
  }

  private func view(_ indices: [TensorIndex]) -> StridedView {
    let named = indices.count { $0.kind != .ellipsis && $0.kind != .newAxis }
    let ellipses = indices.count { $0.kind == .ellipsis }
    require(
      named <= rank && ellipses <= 1,
      "subscript: \(named) indices and \(ellipses) ellipses for a tensor of shape \(shape)")
    let strides = shape.strides
    var view = StridedView(lengths: [], strides: [])
    var axis = 0
    for index in ellipses == 1 ? indices : indices + [.ellipsis] {
      switch index.kind {
      case .newAxis:
        view.append(length: 1, stride: 0)
      case .ellipsis:
        for _ in 0..<rank - named {
          view.append(length: shape[axis], stride: strides[axis])
          axis += 1
        }
      case .index(let number):
        view.offset += resolved(number, axis) * strides[axis]
        axis += 1
      case .slice(let from, let to, let step):
        let (first, count) = sliced(from, to, step, axis)
        if count > 0 { view.offset += first * strides[axis] }
        view.append(length: count, stride: step * strides[axis])
        axis += 1
      case .positions(let first, let step, let count):
        if count > 0 {
          let last = first + (count - 1) * step
          require(
            min(first, last) >= 0 && max(first, last) < shape[axis],
            "subscript: positions \(first) to \(last) of axis \(axis) of length \(shape[axis])")
          view.offset += first * strides[axis]
        }
        view.append(length: count, stride: step * strides[axis])
        axis += 1
      }
    }
    return view
  }

  private func resolved(_ number: Int, _ axis: Int) -> Int {
    let place = number < 0 ? number + shape[axis] : number
    require(
      place >= 0 && place < shape[axis],
      "subscript: index \(number) is out of range for axis \(axis) of length \(shape[axis])")
    return place
  }

  /// First element and count of NumPy's `from:to:step`.
  private func sliced(_ from: Int?, _ to: Int?, _ step: Int, _ axis: Int) -> (Int, Int) {
    require(step != 0, "subscript: a slice with step 0")
    let length = shape[axis]
    let limits = step > 0 ? (0, length) : (-1, length - 1)
    func clamped(_ bound: Int) -> Int {
      min(max(bound < 0 ? bound + length : bound, limits.0), limits.1)
    }
    let start = from.map(clamped) ?? (step > 0 ? limits.0 : limits.1)
    let end = to.map(clamped) ?? (step > 0 ? limits.1 : limits.0)
    let distance = step > 0 ? end - start : start - end
    let stride = abs(step)
    return (start, distance > 0 ? (distance + stride - 1) / stride : 0)
  }

  /// Replaces the elements that the view shows by those of a tensor that broadcasts to its shape.
  fileprivate mutating func assign(_ value: Tensor, through view: StridedView) {
    require(
      Shape.broadcast(value.shape, view.shape) == view.shape,
      "subscript: a tensor of shape \(value.shape) does not broadcast to the part's shape \(view.shape)")
    require(
      value.dtype == dtype || (dtype != .string && value.dtype != .string),
      "subscript: \(value.dtype) cannot be assigned to \(dtype)")
    let value = broadcastTo(cast(value, dtype), view.shape)
    if dtype == .string {
      var all = storage.text
      var places = Array(all.indices)
      var next = all.count
      all.append(contentsOf: value.byteStrings)
      view.forEachElement {
        places[$0] = next
        next += 1
      }
      storage = Storage(text: all.selecting(places))
      return
    }
    makeUnique()
    write(value, through: view)
    guard isTracked || value.isTracked else { return }
    let shape = shape
    self = with(link: nil).derived(
      from: self,
      { dy in
        var kept = dy
        kept.makeUnique()
        kept.write(Tensor(zeros: view.shape, dtype: dy.dtype), through: view)
        return kept
      }, value, { dy in dy.viewed(as: shape).read(through: view) })
  }
}

extension StridedView {
  fileprivate mutating func append(length: Int, stride: Int) {
    lengths.append(length)
    strides.append(stride)
  }
}

/// The block of a shape that begins at the indices.
///
/// - Parameters:
///   - startIndices: the first element's index along each axis.
///   - shape: the block's lengths; -1 takes the rest of an axis.
public func slice(
  _ x: Tensor, _ startIndices: [Int], _ shape: [Int], file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  x.strided(x.block("slice", startIndices, shape, file, line))
}

/// The tensor with the block that begins at the indices replaced.
public func sliceUpdate(
  _ x: Tensor, _ startIndices: [Int], _ updates: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  var result = x
  let view = x.block("sliceUpdate", startIndices, updates.shape.dimensions, file, line)
  result.assign(updates, through: view)
  return result.with(mask: nil)
}

/// The tensor backwards.
///
/// - Parameter axis: the axis to turn; nil turns all.
public func flip(_ x: Tensor, axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  flip(x, axis: axis.map { [$0] } ?? Array(x.shape.indices), file: file, line: line)
}

/// The tensor backwards along the axes.
public func flip(_ x: Tensor, axis: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  var view = StridedView(x.shape)
  for axis in Set(axis.map({ x.shape.resolvedAxis($0, "flip", file: file, line: line) })) {
    view.offset += max(0, view.lengths[axis] - 1) * view.strides[axis]
    view.strides[axis] *= -1
  }
  return x.strided(view)
}

/// The elements shifted along an axis; what leaves at one end comes in at the other.
///
/// - Parameters:
///   - shift: how far, towards higher indices.
///   - axis: the axis to shift along; nil takes all elements as one axis.
public func roll(
  _ x: Tensor, _ shift: Int, axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard let axis else {
    return roll(ravel(x), shift, axis: 0, file: file, line: line).withShape(x.shape)
  }
  let place = x.shape.resolvedAxis(axis, "roll", file: file, line: line)
  let length = x.shape[place]
  let distance = length == 0 ? 0 : (shift % length + length) % length
  if distance == 0 { return x }
  let parts = split(x, [length - distance], axis: place)
  return concatenate([parts[1], parts[0]], axis: place)
}

extension Tensor {
  fileprivate func block(
    _ operation: String, _ starts: [Int], _ lengths: [Int], _ file: StaticString, _ line: UInt
  ) -> StridedView {
    require(
      starts.count == rank && lengths.count == rank,
      "\(operation): \(starts.count) start indices and \(lengths.count) lengths for the shape \(shape)",
      file: file, line: line)
    var view = StridedView(shape)
    for axis in shape.indices {
      let length = lengths[axis] == -1 ? shape[axis] - starts[axis] : lengths[axis]
      require(
        starts[axis] >= 0 && length >= 0 && starts[axis] + length <= shape[axis],
        "\(operation): \(length) from \(starts[axis]) on do not lie on axis \(axis) of the shape \(shape)",
        file: file, line: line)
      view.offset += starts[axis] * view.strides[axis]
      view.lengths[axis] = length
    }
    return view
  }
}
