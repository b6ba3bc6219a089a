import HornKernels

/// How windows go over an axis of time: a convolution's kernel or a pool.
package struct SequenceWindow: Hashable, Sendable {
  /// Number of windows.
  package let outTime: Int
  /// Time steps that a window takes.
  package let taps: Int
  /// How far a window is from the next.
  package let stride: Int
  /// How far a window's time steps are from each other.
  package let dilation: Int
  /// Time steps before the first that the first window takes: they count as zeros, or not at all.
  package let before: Int

  package init(outTime: Int, taps: Int, stride: Int, dilation: Int, before: Int) {
    self.outTime = outTime
    self.taps = taps
    self.stride = stride
    self.dilation = dilation
    self.before = before
  }

  /// What kernels take, over an input of the shape `[batch, time, channels]`.
  func over(_ shape: Shape) -> horn_window {
    horn_window(
      batch: shape[0], time: shape[1], channels: shape[2], out_time: outTime, taps: taps, stride: stride,
      dilation: dilation, before: before)
  }
}
