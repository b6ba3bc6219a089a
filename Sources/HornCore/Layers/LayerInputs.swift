import HornTensor

extension Layer {
  /// The input as float32, as Keras's automatic casting gives it.
  package func numeric(_ inputs: Tensor) throws -> Tensor {
    switch inputs.dtype {
    case .float32: return inputs
    case .string:
      throw HornError(
        .dtype, "Layer \"\(name)\" (\(className)) takes numbers, got strings; vectorise the text first")
    default: return cast(inputs, .float32)
    }
  }

  /// The error of a call before the weights exist.
  package func notBuilt() -> HornError {
    HornError(
      .state, "Layer \"\(name)\" (\(className)) has no weights yet: call it, or build(inputShape:), first")
  }
}
