import HornTensor

extension Layer {
  /// The input as float32, as Keras's automatic casting gives it.
  package func numeric(_ inputs: Tensor) throws -> Tensor {
    if inputs.dtype == .float32 { return inputs }
    try refuseStrings([inputs])
    return cast(inputs, .float32)
  }

  /// Throws where one of the inputs holds strings.
  func refuseStrings(_ inputs: [Tensor]) throws {
    if inputs.contains(where: { $0.dtype == .string }) {
      throw HornError(
        .dtype, "Layer \"\(name)\" (\(className)) takes numbers, got strings; vectorise the text first")
    }
  }

  /// The error of a call before the weights exist.
  package func notBuilt() -> HornError {
    HornError(
      .state, "Layer \"\(name)\" (\(className)) has no weights yet: call it, or build(inputShape:), first")
  }

  /// The error of a layer whose arithmetic is float32 only and that was asked for another type; nil for none.
  private var dtypeError: HornError? {
    dtype == .float32
      ? nil : HornError(.dtype, "Layer \"\(name)\" (\(className)) computes in float32 only, not in \(dtype)")
  }

  /// Throws unless the layer's type is float32.
  package func requireFloat32() throws {
    if let dtypeError { throw dtypeError }
  }

  /// Stops the program unless the layer's type is float32.
  package func stopUnlessFloat32() {
    if let dtypeError { programmingError(dtypeError.message) }
  }
}
