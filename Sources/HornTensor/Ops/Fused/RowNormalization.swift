import HornKernels

/// `(x - mean) / sqrt(variance + epsilon) · gamma + beta` over the last axes, as one operation with its own gradient.
///
/// With h = (x - mean) / root and g = dy · gamma, the gradient of x is (g - mean(g) - h · mean(g · h)) / root.
///
/// - Parameters:
///   - x: float32; its last axes together have `length` elements.
///   - gamma: `length` elements of any shape, as `beta`; nil for none.
///   - center: false divides `x` by the root of its mean square and subtracts no mean.
package func normalizeRows(
  _ x: Tensor, length: Int, gamma: Tensor?, beta: Tensor?, epsilon: Float, center: Bool = true
) -> Tensor {
  let rows = length == 0 ? 0 : x.elementCount / length
  let y = Tensor(uninitialized: x.shape)
  let means = Tensor(uninitialized: [rows])
  let scales = Tensor(uninitialized: [rows])
  let centers: Int32 = center ? 1 : 0
  horn_normalize_rows(
    y.mutableF32, means.mutableF32, scales.mutableF32, x.f32, gamma?.f32, beta?.f32, rows, length, epsilon,
    centers
  )
  let inputs = [x] + [gamma, beta].compactMap { $0 }
  guard inputs.contains(where: \.isTracked) else { return y }

  let (needsX, needsGamma, needsBeta) = (
    x.isTracked, gamma?.isTracked ?? false, beta?.isTracked ?? false
  )
  let (plain, factor, betaShape) = (x.detached, gamma?.detached, beta?.shape)
  return y.derived(fromAny: inputs) { dy in
    let dx = needsX ? Tensor(uninitialized: plain.shape) : nil
    let dGamma = needsGamma ? factor.map { Tensor(uninitialized: $0.shape) } : nil
    let dBeta = needsBeta ? betaShape.map { Tensor(uninitialized: $0) } : nil
    horn_normalize_rows_gradient(
      dx?.mutableF32, dGamma?.mutableF32, dBeta?.mutableF32, dy.f32, plain.f32, means.f32, scales.f32,
      factor?.f32,
      rows, length, centers)
    var found: [Gradient?] = [dx.map { .dense($0) }]
    if factor != nil { found.append(dGamma.map { .dense($0) }) }
    if betaShape != nil { found.append(dBeta.map { .dense($0) }) }
    return found
  }
}
