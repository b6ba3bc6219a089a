import HornKernels
import HornTensor

extension Gradient {
  /// The shape of the variable.
  var shape: Shape {
    switch self {
    case .dense(let tensor): tensor.shape
    case .rows(let rows): rows.shape
    }
  }

  /// The values that are stored: all, or those of the rows.
  private var values: Tensor {
    switch self {
    case .dense(let tensor): tensor
    case .rows(let rows): rows.values
    }
  }

  private func mapped(_ body: (_ out: Tensor, _ values: Tensor) -> Void) -> Gradient {
    let out = Tensor(uninitialized: values.shape)
    body(out, values)
    switch self {
    case .dense: return .dense(out)
    case .rows(let rows): return .rows(RowGradient(indices: rows.indices, values: out, shape: rows.shape))
    }
  }

  /// The gradient times a number, divided by another.
  func scaled(by factor: Float, over divisor: Float = 1) -> Gradient {
    mapped { horn_scale_f32($0.mutableF32, $1.f32, factor, divisor, $1.elementCount) }
  }

  /// The gradient with its elements brought into -limit...limit; rows must be combined.
  func clipped(to limit: Float) -> Gradient {
    mapped { horn_clip_f32($0.mutableF32, $1.f32, limit, $1.elementCount) }
  }

  /// The sum of the squares of the elements; rows must be combined.
  var squareSum: Double { horn_square_sum_f32(values.f32, values.elementCount) }
}

extension RowGradient {
  /// The same gradient with each row at most once.
  func combined(with groups: RowGroups) -> RowGradient {
    let found = groups.find(indices)
    let rows = Tensor(uninitialized: [found], dtype: .int32)
    let sums = Tensor(uninitialized: Shape([found] + shape.dimensions.dropFirst()))
    if let source = horn_row_groups_rows(groups.pointer) {
      rows.mutableI32.update(from: source, count: found)
    }
    horn_row_groups_sum(groups.pointer, sums.mutableF32, values.f32, rowLength)
    return RowGradient(indices: rows, values: sums, shape: shape)
  }
}

extension Tensor {
  /// The elements times a number, without a gradient.
  func scaled(by factor: Float) -> Tensor {
    let out = Tensor(uninitialized: shape)
    horn_scale_f32(out.mutableF32, f32, factor, 1, elementCount)
    return out
  }
}

extension Variable {
  var scalarInt32: Int32 { value.i32.pointee }
  var scalarFloat: Float { value.f32.pointee }

  func updateScalarInt32(by difference: Int32) { update { $0.mutableI32.pointee &+= difference } }

  /// Takes over the elements of another variable of the same shape, into its own memory.
  func copy(from other: Variable) {
    let source = other.value
    update { $0.mutableF32.update(from: source.f32, count: source.elementCount) }
  }
}
