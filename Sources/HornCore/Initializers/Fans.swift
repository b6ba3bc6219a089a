import HornTensor

/// How many units a weight connects.
struct Fans {
  let fanIn: Double
  let fanOut: Double

  /// The numbers for a weight of this shape, as Keras counts them.
  ///
  /// A matrix is `[in, out]`, a convolution's kernel `[window…, in, out]`; of a vector both are its length.
  init(_ shape: Shape, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil) throws {
    if let inputAxes, let outputAxes {
      fanIn = try Self.product(shape, inputAxes)
      fanOut = try Self.product(shape, outputAxes)
      return
    }
    let lengths = shape.map(Double.init)
    guard let last = lengths.last else {
      (fanIn, fanOut) = (1, 1)
      return
    }
    let window = lengths.dropLast(2).reduce(1, *)
    fanIn = (lengths.count == 1 ? last : lengths[lengths.count - 2]) * window
    fanOut = last * window
  }

  private static func product(_ shape: Shape, _ axes: [Int]) throws -> Double {
    try axes.reduce(1) { product, axis in
      let resolved = axis < 0 ? axis + shape.rank : axis
      guard shape.indices.contains(resolved) else {
        throw HornError(.shape, "initializer: axis \(axis) is out of range for a weight of shape \(shape)")
      }
      return product * Double(shape[resolved])
    }
  }
}
