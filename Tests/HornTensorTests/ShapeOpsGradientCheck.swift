import Testing

@testable import HornTensor

/// Compares the gradients of an operation with central differences in float64.
///
/// The result is made a scalar by weights of its own, so that every element of it counts differently.
func checkGradients(
  _ inputs: [Tensor], _ location: SourceLocation = #_sourceLocation, _ operation: ([Tensor]) -> Tensor
) {
  let inputs = inputs.map { cast($0, .float64) }
  func loss(_ xs: [Tensor]) -> Tensor {
    let y = ravel(operation(xs))
    let weights: [Double] = (0..<y.elementCount).map { place in
      let cycle = (place * 7 + 3) % 13
      return Double(cycle) / 5 - 1
    }
    return matmul(y, Tensor(weights))
  }
  let tracked = inputs.map { $0.tracked() }
  let analytic = gradients(of: loss(tracked), withRespectTo: tracked)
  let step = 1e-4
  for (number, x) in inputs.enumerated() {
    #expect(analytic[number].shape == x.shape, sourceLocation: location)
    for element in 0..<x.elementCount {
      let values = [step, -step].map { change in
        var moved = x.doubles
        moved[element] += change
        var xs = inputs
        xs[number] = Tensor(moved, shape: x.shape)
        return loss(xs).doubles[0]
      }
      let numeric = (values[0] - values[1]) / (2 * step)
      let found = analytic[number].doubles[element]
      if abs(numeric - found) > 1e-6 * max(1, abs(numeric)) {
        Issue.record(
          "input \(number)[\(element)]: gradient \(found), difference \(numeric)", sourceLocation: location)
        return
      }
    }
  }
}
