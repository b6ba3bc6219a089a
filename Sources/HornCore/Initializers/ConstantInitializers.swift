import HornTensor

extension Initializer {
  /// All zeros.
  public static let zeros = Initializer("Zeros") { Tensor(zeros: $0, dtype: $1) }

  /// All ones.
  public static let ones = Initializer("Ones") { Tensor(ones: $0, dtype: $1) }

  /// One value everywhere; int32 weights cut its fraction off.
  public static func constant(_ value: Double = 0) -> Initializer {
    Initializer("Constant", config: ["value": .double(value)]) { shape, dtype in
      guard dtype != .string, dtype != .int32 || Int32(exactly: value.rounded(.towardZero)) != nil else {
        throw HornError(.value, "initializer Constant: \(value) does not fit into \(dtype)")
      }
      return Tensor(full: shape, value, dtype: dtype)
    }
  }

  /// The identity matrix times `gain`; only for matrices, which need not be square.
  public static func identity(gain: Double = 1) -> Initializer {
    // Keras's own configuration forgets the gain, but it reads one.
    Initializer("Identity", config: gain == 1 ? [:] : ["gain": .double(gain)]) { shape, dtype in
      guard shape.rank == 2 else {
        throw HornError(.shape, "initializer Identity is for matrices only, got the shape \(shape)")
      }
      guard dtype != .string, dtype != .bool else {
        throw HornError(.dtype, "initializer Identity gives numbers only, got \(dtype)")
      }
      return cast(eye(shape[0], shape[1]) * gain, dtype)
    }
  }

  /// The identity matrix; only for matrices.
  public static var identity: Initializer { identity() }
}
