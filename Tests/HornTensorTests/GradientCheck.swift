import Testing

@testable import HornTensor

/// Compares the gradients of `operation` with central differences in float64, at the points given.
///
/// As ``checkGradients(_:_:_:)``, which the tests of the shape operations use.
func checkGradient(
  of inputs: [Tensor], _ location: SourceLocation = #_sourceLocation, _ operation: ([Tensor]) -> Tensor
) {
  checkGradients(inputs, location, operation)
}

/// The same at points that a formula spreads over [`low`, `high`], no two of them equal.
func checkGradient(
  of shapes: [Shape], from low: Double = -2, to high: Double = 2,
  _ location: SourceLocation = #_sourceLocation, _ operation: ([Tensor]) -> Tensor
) {
  let points = shapes.enumerated().map { place, shape in
    Tensor(
      (0..<shape.elementCount).map { index in
        let fraction = Double((index * 37 + 29 * place + 11) % 101) / 101 + 0.002 * Double(place)
        return low + (high - low) * (fraction + 0.003)
      }, shape: shape)
  }
  checkGradients(points, location, operation)
}
