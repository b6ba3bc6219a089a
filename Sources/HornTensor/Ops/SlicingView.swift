import HornKernels

/// Where the elements of one tensor lie in the memory of another: an offset and a stride an axis.
///
/// Transposing, slicing, flipping, broadcasting and diagonals are all reading through such a view; their
/// gradient is adding through it.
struct StridedView {
  var lengths: [Int]
  /// Distances between neighbours, in elements; zero repeats an element, negative goes backwards.
  var strides: [Int]
  /// The element with all indices zero.
  var offset = 0

  init(lengths: [Int], strides: [Int], offset: Int = 0) {
    self.lengths = lengths
    self.strides = strides
    self.offset = offset
  }

  /// The whole of a row-major tensor.
  init(_ shape: Shape) {
    lengths = shape.dimensions
    strides = shape.strides
  }

  var shape: Shape { Shape(lengths) }

  /// Whether the elements lie side by side from the first of the memory on.
  var isIdentity: Bool {
    guard offset == 0 else { return false }
    var expected = 1
    for axis in lengths.indices.reversed() where lengths[axis] != 1 {
      guard strides[axis] == expected else { return false }
      expected *= lengths[axis]
    }
    return true
  }

  /// Calls the body with the element number of every element, in row-major order.
  func forEachElement(_ body: (Int) -> Void) {
    guard !lengths.contains(0) else { return }
    var index = [Int](repeating: 0, count: lengths.count)
    var element = offset
    while true {
      body(element)
      var axis = lengths.count - 1
      while axis >= 0 {
        index[axis] += 1
        element += strides[axis]
        if index[axis] < lengths[axis] { break }
        element -= strides[axis] * lengths[axis]
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}

extension Tensor {
  /// The elements in row-major order of a type that kernels take by pointer.
  func elements<T: BitwiseCopyable>(as type: T.Type) -> UnsafeMutablePointer<T> {
    storage.pointer.assumingMemoryBound(to: type)
  }

  /// The elements that the view shows, as a tensor of its own. No gradient.
  func read(through view: StridedView) -> Tensor {
    if view.isIdentity, view.shape.elementCount == elementCount { return viewed(as: view.shape) }
    if dtype == .string {
      var places: [Int] = []
      places.reserveCapacity(view.shape.elementCount)
      view.forEachElement { places.append($0) }
      return Tensor(storage.text.selecting(places), shape: view.shape)
    }
    let result = Tensor(uninitialized: view.shape, dtype: dtype)
    result.write(self, from: view, to: StridedView(view.shape))
    return result
  }

  /// Sets the elements that the view shows to those of a tensor with as many. The memory must be owned.
  func write(_ source: Tensor, through view: StridedView) {
    write(source, from: StridedView(view.shape), to: view)
  }

  private func write(_ source: Tensor, from: StridedView, to: StridedView) {
    require(
      from.lengths.count <= Shape.greatestRank, "a tensor may have \(Shape.greatestRank) axes at most")
    guard !from.lengths.contains(0) else { return }
    let bytes = dtype.byteCount
    horn_copy_strided(
      storage.pointer + to.offset * bytes, to.strides, source.storage.pointer + from.offset * bytes,
      from.strides, from.lengths, Int32(from.lengths.count), Int32(bytes))
  }

  /// A tensor of the shape, zero but for these elements added through the view. Float dtypes.
  func added(through view: StridedView, to shape: Shape) -> Tensor {
    if view.isIdentity, view.shape.elementCount == shape.elementCount { return viewed(as: shape) }
    let result = Tensor(zeros: shape, dtype: dtype)
    guard !view.lengths.contains(0) else { return result }
    let from = view.shape.strides
    let rank = Int32(view.lengths.count)
    if dtype == .float64 {
      horn_add_strided_f64(
        result.elements(as: Double.self) + view.offset, view.strides, elements(as: Double.self), from,
        view.lengths, rank)
    } else {
      require(dtype == .float32, "gradient: \(dtype) has none")
      horn_add_strided_f32(result.mutableF32 + view.offset, view.strides, f32, from, view.lengths, rank)
    }
    return result
  }

  /// The elements that the view shows; a gradient flows back to where they came from.
  func strided(_ view: StridedView) -> Tensor {
    let shape = shape
    return read(through: view).derived(from: self) { dy in dy.added(through: view, to: shape) }
  }
}
