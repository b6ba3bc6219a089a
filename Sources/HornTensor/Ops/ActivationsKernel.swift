import HornKernels

/// An activation kernel with its gradient: dtype float32 or float64, to which others are cast to float32.
func activate(
  _ f: horn_activation, _ x: Tensor, _ a: Double = 0, _ b: Double = 0, _ c: Double = 0
) -> Tensor {
  let x = floating(x)
  let arguments = horn_activation_arguments(a: a, b: b, c: c)
  let argument = x.detached
  let count = x.elementCount
  let y = Tensor(uninitialized: x.shape, dtype: x.dtype)
  if x.dtype == .float64 {
    horn_activate_f64(f, arguments, y.elements(as: Double.self), x.elements(as: Double.self), count)
    return y.derived(from: x) { dy in
      let dx = Tensor(uninitialized: dy.shape, dtype: .float64)
      horn_activate_gradient_f64(
        f, arguments, dx.elements(as: Double.self), argument.elements(as: Double.self),
        dy.elements(as: Double.self), count)
      return dx
    }
  }
  horn_activate_f32(f, arguments, y.mutableF32, x.f32, count)
  return y.derived(from: x) { dy in
    let dx = Tensor(uninitialized: dy.shape)
    horn_activate_gradient_f32(f, arguments, dx.mutableF32, argument.f32, dy.f32, count)
    return dx
  }
}
