import HornTensor

/// What a layer demands of the shape of an input.
public struct InputSpec: Hashable, Sendable {
  /// The exact rank; nil for any.
  public var ndim: Int?
  /// The least rank; nil for any.
  public var minNdim: Int?
  /// The greatest rank; nil for any.
  public var maxNdim: Int?
  /// Axes (negative ones count from the end) whose length is given.
  public var axes: [Int: Int]

  /// Demands what is given; without arguments any shape fits.
  public init(ndim: Int? = nil, maxNdim: Int? = nil, minNdim: Int? = nil, axes: [Int: Int] = [:]) {
    self.ndim = ndim
    self.maxNdim = maxNdim
    self.minNdim = minNdim
    self.axes = axes
  }

  /// Throws an error that names the layer unless the shape (nil for an unknown length) fits.
  func check(_ shape: [Int?], layer: String) throws {
    func fail(_ expected: String) -> HornError {
      HornError(
        .shape,
        "Layer \"\(layer)\" expected \(expected), but its input has the shape \(formatShape(shape))")
    }
    if let ndim, shape.count != ndim { throw fail("an input of rank \(ndim)") }
    if let minNdim, shape.count < minNdim { throw fail("an input of rank \(minNdim) or more") }
    if let maxNdim, shape.count > maxNdim { throw fail("an input of rank \(maxNdim) or less") }
    for (axis, length) in axes.sorted(by: { $0.key < $1.key }) {
      let resolved = axis < 0 ? axis + shape.count : axis
      guard shape.indices.contains(resolved) else { throw fail("an axis \(axis) of length \(length)") }
      if let found = shape[resolved], found != length { throw fail("axis \(axis) to have length \(length)") }
    }
  }
}

/// A shape as Keras prints it: `(None, 30)`.
package func formatShape(_ shape: [Int?]) -> String {
  let list = shape.map { $0.map(String.init) ?? "None" }.joined(separator: ", ")
  return shape.count == 1 ? "(\(list),)" : "(\(list))"
}
