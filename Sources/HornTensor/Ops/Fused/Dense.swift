import HornKernels

/// f(x · kernel + bias) over the last axis, as one operation with its own gradient.
///
/// - Parameters:
///   - x: `[…, features]`, float32.
///   - kernel: `[features, units]`.
///   - bias: `[units]`.
/// - Returns: `[…, units]`.
package func dense(
  _ x: Tensor, kernel: Tensor, bias: Tensor?, activation: FusedActivation = .linear
) -> Tensor {
  let features = kernel.shape[0]
  let units = kernel.shape[1]
  let rows = x.shape.dimensions.dropLast().reduce(1, *)
  let y = Tensor(uninitialized: Shape(x.shape.dimensions.dropLast() + [units]))
  // A kernel that stays in a core's cache needs no BLAS; nor does BLAS pay for few rows. Above this size BLAS is faster,
  // and shared by the threads too.
  let small = (features * units <= 32 * 1024 || rows < 4) && rows * features * units < 4 << 20
  if small {
    horn_dense_forward(
      y.mutableF32, x.f32, kernel.f32, bias?.f32, rows, features, units, activation.rawValue)
  } else {
    BLAS.gemm(
      false, false, rows, units, features, 1, x.f32, features, kernel.f32, units, 0, y.mutableF32, units)
    horn_bias_activation(y.mutableF32, bias?.f32, rows, units, activation.rawValue)
  }
  let inputs = [x, kernel] + (bias.map { [$0] } ?? [])
  guard inputs.contains(where: \.isTracked) else { return y }

  let (needsX, needsBias) = (x.isTracked, bias?.isTracked ?? false)
  let (x, kernel) = (x.detached, kernel.detached)
  return y.derived(fromAny: inputs) { dy in
    let dx = needsX ? Tensor(uninitialized: x.shape) : nil
    let dKernel = Tensor(uninitialized: kernel.shape)
    let dBias = needsBias ? Tensor(uninitialized: [units]) : nil
    if small {
      horn_dense_backward(
        dx?.mutableF32, dKernel.mutableF32, dBias?.mutableF32, dy.f32, y.f32, x.f32, kernel.f32, rows,
        features,
        units, activation.rawValue)
    } else {
      var gates = dy
      if activation != .linear {
        gates = Tensor(uninitialized: y.shape)
        horn_activation_gradient(gates.mutableF32, dy.f32, y.f32, rows * units, activation.rawValue)
      }
      BLAS.gemm(
        true, false, features, units, rows, 1, x.f32, features, gates.f32, units, 0, dKernel.mutableF32, units
      )
      if let dBias { horn_sum_rows(dBias.mutableF32, gates.f32, rows, units) }
      if let dx {
        BLAS.gemm(
          false, true, rows, features, units, 1, gates.f32, units, kernel.f32, units, 0, dx.mutableF32,
          features)
      }
    }
    return [dx.map { .dense($0) }, .dense(dKernel)] + (bias == nil ? [] : [dBias.map { .dense($0) }])
  }
}
