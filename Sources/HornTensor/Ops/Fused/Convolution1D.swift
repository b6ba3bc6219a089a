import HornKernels

/// f(x ∗ kernel + bias) along time, as one operation with its own gradient.
///
/// The windows are laid side by side, as many rows of the batch at a time as a cache holds, so that what is left
/// is one matrix product a group.
///
/// - Parameters:
///   - x: `[batch, time, channels]`, float32.
///   - kernel: `[taps, channels / groups, filters]`.
///   - bias: `[filters]`.
/// - Returns: `[batch, windows, filters]`.
package func convolution1D(
  _ x: Tensor, kernel: Tensor, bias: Tensor?, window: SequenceWindow, groups: Int = 1,
  activation: FusedActivation = .linear
) -> Tensor {
  let sizes = Sizes(x.shape, kernel.shape, window, groups)
  let y = Tensor(uninitialized: [sizes.batch, window.outTime, sizes.filters])
  sizes.forEachSlab { slab in
    let columns = Tensor(uninitialized: [slab.rows, sizes.depth])
    let out = y.mutableF32 + slab.first * sizes.filters
    for group in 0..<groups {
      sizes.unfold(columns, x.f32, slab, group)
      BLAS.gemm(
        false, false, slab.rows, sizes.groupFilters, sizes.depth, 1, columns.f32, sizes.depth,
        kernel.f32 + group * sizes.groupFilters, sizes.filters, 0, out + group * sizes.groupFilters,
        sizes.filters)
    }
    horn_bias_activation(out, bias?.f32, slab.rows, sizes.filters, activation.rawValue)
  }
  let inputs = [x, kernel] + (bias.map { [$0] } ?? [])
  guard inputs.contains(where: \.isTracked) else { return y }

  let (needsX, needsKernel, needsBias) = (x.isTracked, kernel.isTracked, bias?.isTracked ?? false)
  let (x, kernel) = (x.detached, kernel.detached)
  return y.derived(fromAny: inputs) { dy in
    var gates = dy
    if activation != .linear {
      gates = Tensor(uninitialized: y.shape)
      horn_activation_gradient(gates.mutableF32, dy.f32, y.f32, y.elementCount, activation.rawValue)
    }
    let dx = needsX ? Tensor(zeros: x.shape) : nil
    let dKernel = needsKernel ? Tensor(zeros: kernel.shape) : nil
    sizes.forEachSlab { slab in
      let columns = Tensor(uninitialized: [slab.rows, sizes.depth])
      for group in 0..<groups {
        let offset = group * sizes.groupFilters
        let gate = gates.f32 + slab.first * sizes.filters + offset
        if let dKernel {
          sizes.unfold(columns, x.f32, slab, group)
          BLAS.gemm(
            true, false, sizes.depth, sizes.groupFilters, slab.rows, 1, columns.f32, sizes.depth, gate,
            sizes.filters, 1, dKernel.mutableF32 + offset, sizes.filters)
        }
        if let dx {
          BLAS.gemm(
            false, true, slab.rows, sizes.depth, sizes.groupFilters, 1, gate, sizes.filters,
            kernel.f32 + offset, sizes.filters, 0, columns.mutableF32, sizes.depth)
          sizes.fold(dx.mutableF32, columns, slab, group)
        }
      }
    }
    let dBias = needsBias ? Tensor(uninitialized: [sizes.filters]) : nil
    if let dBias {
      horn_sum_rows(dBias.mutableF32, gates.f32, sizes.batch * window.outTime, sizes.filters)
    }
    let found: [Gradient?] = [dx.map { .dense($0) }, dKernel.map { .dense($0) }]
    return found + (bias == nil ? [] : [dBias.map { .dense($0) }])
  }
}

/// The lengths of a convolution, and how its batch is cut.
private struct Sizes {
  let batch, time, channels, filters, groupChannels, groupFilters: Int
  /// Elements of a group's window.
  let depth: Int
  let window: SequenceWindow

  /// Some rows of the batch; `first` and `rows` count windows.
  struct Slab {
    let batch: Range<Int>
    let first: Int
    let rows: Int
  }

  init(_ x: Shape, _ kernel: Shape, _ window: SequenceWindow, _ groups: Int) {
    (batch, time, channels) = (x[0], x[1], x[2])
    filters = kernel[2]
    groupChannels = kernel[1]
    groupFilters = filters / groups
    depth = window.taps * groupChannels
    self.window = window
  }

  /// Elements of windows that are laid out at once: they should stay in the shared cache.
  private static let slabElements = 1 << 20

  func forEachSlab(_ body: (Slab) -> Void) {
    let perRow = Swift.max(1, window.outTime * depth)
    let step = Swift.max(1, Self.slabElements / perRow)
    for start in stride(from: 0, to: batch, by: step) {
      let end = Swift.min(batch, start + step)
      body(
        Slab(batch: start..<end, first: start * window.outTime, rows: (end - start) * window.outTime))
    }
  }

  private func over(_ slab: Slab) -> horn_window { window.over([slab.batch.count, time, channels]) }

  func unfold(_ columns: Tensor, _ x: UnsafePointer<Float>, _ slab: Slab, _ group: Int) {
    var over = over(slab)
    let x = x + slab.batch.lowerBound * time * channels
    horn_unfold(columns.mutableF32, x, &over, group * groupChannels, groupChannels)
  }

  func fold(_ dx: UnsafeMutablePointer<Float>, _ columns: Tensor, _ slab: Slab, _ group: Int) {
    var over = over(slab)
    let dx = dx + slab.batch.lowerBound * time * channels
    horn_fold(dx, columns.f32, &over, group * groupChannels, groupChannels)
  }
}
