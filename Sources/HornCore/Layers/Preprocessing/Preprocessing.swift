import HornTensor

/// Conversions of inputs that the preprocessing layers share.
enum Preprocessing {
  /// The input as int32; floats are cut.
  static func integers(_ x: Tensor, _ layer: String) throws -> Tensor {
    switch x.dtype {
    case .int32: return x
    case .string:
      throw HornError(
        .dtype, "Layer \"\(layer)\" takes integers, got strings; look them up first (StringLookup)")
    default: return cast(x.detached, .int32)
    }
  }

  /// The input as float32.
  static func numbers(_ x: Tensor, _ layer: String) throws -> Tensor {
    switch x.dtype {
    case .float32: return x
    case .string:
      throw HornError(.dtype, "Layer \"\(layer)\" takes numbers, got strings; vectorise the text first")
    default: return cast(x, .float32)
    }
  }
}
