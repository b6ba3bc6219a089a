import HornKernels

extension DType {
  /// The kernels' name of this type; strings have none.
  package var kernelType: horn_type {
    switch self {
    case .float32: HORN_FLOAT32
    case .float64: HORN_FLOAT64
    case .int32: HORN_INT32
    case .bool: HORN_BOOL
    case .string: programmingError("arithmetic: a string tensor has no numbers; look its strings up first")
    }
  }
}

/// Kernels on plain values, without gradients: operands of one dtype in, a fresh tensor out.
package enum Kernel {
  /// `op(x)` for each element; `dtype` is the result's where it is not that of `x`.
  package static func map(_ op: horn_op, _ x: Tensor, to dtype: DType? = nil) -> Tensor {
    let result = Tensor(uninitialized: x.shape, dtype: dtype ?? x.dtype)
    horn_map(
      op, x.dtype.kernelType, result.storage.pointer, x.storage.pointer, 1, nil, 0, nil, 0, x.elementCount)
    return result
  }

  /// `op(a, b)` with broadcasting; `name` is for the message when the shapes do not fit.
  package static func map(
    _ op: horn_op, _ a: Tensor, _ b: Tensor, to dtype: DType? = nil, _ name: StaticString
  ) -> Tensor {
    let result = Tensor(uninitialized: broadcastShape(a, b, name), dtype: dtype ?? a.dtype)
    map(op, a, b, into: result)
    return result
  }

  /// `op(a, b)` into a tensor of the broadcast shape, which may share the memory of an operand of that shape.
  static func map(_ op: horn_op, _ a: Tensor, _ b: Tensor, into result: Tensor) {
    let type = a.dtype.kernelType
    let (out, x, y) = (result.storage.pointer, a.storage.pointer, b.storage.pointer)
    let count = result.elementCount
    let wholeA = a.elementCount == count
    let wholeB = b.elementCount == count
    if (wholeA || a.elementCount == 1) && (wholeB || b.elementCount == 1) {
      horn_map(op, type, out, x, wholeA ? 1 : 0, y, wholeB ? 1 : 0, nil, 0, count)
      return
    }
    let shape = result.shape
    requireRank(shape)
    horn_map_broadcast(
      op, type, out, Int32(shape.rank), shape.dimensions, x, a.shape.padded(to: shape.rank),
      y, b.shape.padded(to: shape.rank), nil, nil)
  }

  /// `op(a, b, c)` with broadcasting, for select (`a` is bool) and clip; the result has the dtype of `b`.
  package static func map(
    _ op: horn_op, _ a: Tensor, _ b: Tensor, _ c: Tensor, shape: Shape
  ) -> Tensor {
    let result = Tensor(uninitialized: shape, dtype: b.dtype)
    requireRank(shape)
    horn_map_broadcast(
      op, b.dtype.kernelType, result.storage.pointer, Int32(shape.rank), shape.dimensions,
      a.storage.pointer, a.shape.padded(to: shape.rank), b.storage.pointer, b.shape.padded(to: shape.rank),
      c.storage.pointer, c.shape.padded(to: shape.rank))
    return result
  }

  /// The elements repeated to a shape that `x` broadcasts to.
  package static func broadcast(_ x: Tensor, to shape: Shape) -> Tensor {
    if x.shape == shape { return x }
    let yes = Tensor(full: [], 1, dtype: .bool)
    return map(HORN_SELECT, yes, x, x, shape: shape)
  }

  /// The shape that two tensors broadcast to; stops with a message where they do not fit.
  package static func broadcastShape(_ a: Tensor, _ b: Tensor, _ name: StaticString) -> Shape {
    guard let shape = Shape.broadcast(a.shape, b.shape) else {
      programmingError(
        "\(name): the shapes \(a.shape) and \(b.shape) do not broadcast; aligned at the right, "
          + "lengths must be equal or 1")
    }
    return shape
  }

  private static func requireRank(_ shape: Shape) {
    require(
      shape.rank <= Shape.greatestRank,
      "broadcasting: \(shape.rank) axes are more than \(Shape.greatestRank)")
  }
}

extension Shape {
  /// The lengths with ones put in front, for a result with more axes.
  func padded(to rank: Int) -> [Int] {
    rank == self.rank ? dimensions : Array(repeating: 1, count: rank - self.rank) + dimensions
  }
}

/// The operand in a floating-point dtype: bool and int32 become float32, as in Keras.
package func floating(_ x: Tensor) -> Tensor { x.dtype.isFloatingPoint ? x : cast(x, .float32) }

/// Two operands in the dtype that an operation on them computes in.
///
/// A literal or Swift number takes the dtype of its partner, except that a fraction makes bool and int32
/// into float32.
package func promoted(_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) {
  switch (a.annex?.number, b.annex?.number) {
  case (nil, let number?): return (castToMeet(a, b), b.literal(number, meeting: a.dtype))
  case (let number?, nil): return (a.literal(number, meeting: b.dtype), castToMeet(b, a))
  default:
    if a.dtype == b.dtype { return (a, b) }
    let dtype = DType.promoted(a.dtype, b.dtype)
    return (cast(a, dtype), cast(b, dtype))
  }
}

private func castToMeet(_ x: Tensor, _ literal: Tensor) -> Tensor {
  cast(x, Tensor.dtype(ofLiteral: literal.dtype, meeting: x.dtype))
}

extension Tensor {
  fileprivate static func dtype(ofLiteral dtype: DType, meeting other: DType) -> DType {
    other.isFloatingPoint || other == .string ? other : DType.promoted(dtype, other)
  }

  fileprivate func literal(_ number: Double, meeting other: DType) -> Tensor {
    let target = Tensor.dtype(ofLiteral: dtype, meeting: other)
    return target == dtype ? self : Tensor(full: [], number, dtype: target)
  }
}
