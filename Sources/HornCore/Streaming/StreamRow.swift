import HornTensor

/// What goes from layer to layer at one time step of a ``ModelStream``: a token, or a row of numbers.
struct StreamRow {
  /// The numbers, valid until the step that gave them is taken again.
  var values: UnsafePointer<Float>?
  /// The token, where there are no numbers.
  var token: Int32 = 0
  /// Whether the step does not count.
  var isMasked = false
}

/// Memory for the rows that a step gives or keeps, made once.
final class StreamBuffer {
  let count: Int
  private let storage: Tensor

  init(_ count: Int) {
    self.count = count
    storage = Tensor(zeros: [count])
  }

  var pointer: UnsafeMutablePointer<Float> { storage.mutableF32 }

  func clear() { pointer.update(repeating: 0, count: count) }
}
