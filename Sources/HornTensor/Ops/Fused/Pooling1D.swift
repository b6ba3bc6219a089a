import HornKernels

/// The largest element of each window: `[batch, time, channels]` gives `[batch, windows, channels]`, float32.
///
/// Of equal elements the first gets the gradient.
package func maxPool1D(_ x: Tensor, _ window: SequenceWindow) -> Tensor {
  let y = Tensor(uninitialized: [x.shape[0], window.outTime, x.shape[2]])
  var over = window.over(x.shape)
  horn_pool_max(y.mutableF32, x.f32, &over)
  guard x.isTracked else { return y }
  let values = x.detached
  return y.derived(from: x) { dy in
    let dx = Tensor(uninitialized: values.shape)
    var over = window.over(values.shape)
    horn_pool_max_gradient(dx.mutableF32, dy.f32, y.f32, values.f32, &over)
    return dx
  }
}

/// The mean of each window's time steps that exist: `[batch, time, channels]` gives
/// `[batch, windows, channels]`, float32.
package func averagePool1D(_ x: Tensor, _ window: SequenceWindow) -> Tensor {
  let shape = x.shape
  let y = Tensor(uninitialized: [shape[0], window.outTime, shape[2]])
  var over = window.over(shape)
  horn_pool_average(y.mutableF32, x.f32, &over)
  return y.derived(from: x) { dy in
    let dx = Tensor(uninitialized: shape)
    var over = window.over(shape)
    horn_pool_average_gradient(dx.mutableF32, dy.f32, &over)
    return dx
  }
}
