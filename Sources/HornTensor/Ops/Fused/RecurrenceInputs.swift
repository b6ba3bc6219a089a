import HornKernels

/// What a recurrence takes in.
///
/// Either `[batch, time, features]`, or the rows of a table and their places, or, without a kernel, projected rows and
/// their places.
struct RecurrenceInputs: Sendable {
  let values: Tensor
  let kernel, bias: Tensor?
  /// Which row of `values` each step takes: int32 `[batch, time]`.
  let places: Tensor?

  var detached: RecurrenceInputs {
    RecurrenceInputs(values: values.detached, kernel: kernel?.detached, bias: bias?.detached, places: places)
  }
  var batch: Int { places?.shape[0] ?? values.shape[0] }
  var time: Int { places?.shape[1] ?? values.shape[1] }
  var features: Int { kernel == nil ? 0 : values.shape[values.rank - 1] }

  /// The inputs as they cost least: looked-up rows are read where they stand, and where words recur, each different
  /// row that the mask (`[batch, time]`) lets pass is projected once.
  init(_ x: Tensor, kernel: Tensor, bias: Tensor?, mask: Tensor?) {
    guard let lookup = x.annex?.lookup, x.rank == 3, lookup.indices.shape == [x.shape[0], x.shape[1]] else {
      self.init(values: x, kernel: kernel, bias: bias, places: nil)
      return
    }
    let table = x.isTracked ? lookup.table : lookup.table.detached
    if lookup.isWorthSharing(x, units: kernel.shape[1]) {
      let (rows, places) = lookup.distinct(mask: mask)
      if rows.elementCount * 5 <= places.elementCount * 4,
        let different = try? embeddingLookup(rows, table: table, isDistinct: true)
      {
        let projected = dense(different, kernel: kernel, bias: bias)
        self.init(values: projected, kernel: nil, bias: nil, places: places)
        return
      }
    }
    self.init(values: table, kernel: kernel, bias: bias, places: lookup.indices)
  }

  private init(values: Tensor, kernel: Tensor?, bias: Tensor?, places: Tensor?) {
    self.values = values
    self.kernel = kernel
    self.bias = bias
    self.places = places
  }
}

extension TableLookup {
  /// Whether a recurrence over the looked-up sequences gains by projecting each different row once.
  ///
  /// Finding the rows costs some nanoseconds an index. Many units repay that soon; few units do in training, if there
  /// are indices enough and the projected rows stay in the first cache (measured on the IMDB workloads).
  fileprivate func isWorthSharing(_ x: Tensor, units: Int) -> Bool {
    let count = indices.elementCount
    if x.shape[2] * units >= 512 { return count >= (x.shape[2] * units >= 2048 ? 256 : 1024) }
    return x.isTracked && count >= 1536 && count * units <= 32 * 1024
  }
}
