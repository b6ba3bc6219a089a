import HornKernels
import HornTensor

/// What losses and metrics do with targets and predictions before they compare them.
enum LossInputs {
  /// The tensor as float32; a gradient flows back in the tensor's own type.
  static func float32(_ x: Tensor, _ owner: String) throws -> Tensor {
    if x.dtype == .float32 { return x }
    guard x.dtype != .string else {
      throw HornError(.dtype, "\(owner): expected numbers, got a string tensor of shape \(x.shape)")
    }
    return cast(x, .float32)
  }

  /// The shapes with an axis of length 1 at the end of one added or removed, if that makes the ranks equal.
  ///
  /// Keras's rule: a vector gets the axis, anything else loses it.
  static func aligned(_ a: Shape, _ b: Shape) -> (Shape, Shape) {
    if a.rank == b.rank { return (a, b) }
    if a.rank == b.rank + 1, a.last == 1 {
      return b.rank == 1 ? (a, Shape(b.dimensions + [1])) : (Shape(a.dimensions.dropLast()), b)
    }
    if b.rank == a.rank + 1, b.last == 1 {
      return a.rank == 1 ? (Shape(a.dimensions + [1]), b) : (a, Shape(b.dimensions.dropLast()))
    }
    return (a, b)
  }

  /// Targets and predictions as float32 tensors of one rank, see ``aligned(_:_:)-(Shape,Shape)``.
  static func aligned(_ yTrue: Tensor, _ yPred: Tensor, _ owner: String) throws -> (Tensor, Tensor) {
    let (target, prediction) = aligned(yTrue.shape, yPred.shape)
    return (
      reshape(try float32(yTrue, owner), target), reshape(try float32(yPred, owner), prediction)
    )
  }

  /// The same for a loss that needs them to have one shape.
  static func matched(_ yTrue: Tensor, _ yPred: Tensor, _ owner: String) throws -> (Tensor, Tensor) {
    let shape = try commonShape(yTrue.shape, yPred.shape, owner)
    return (reshape(try float32(yTrue, owner), shape), reshape(try float32(yPred, owner), shape))
  }

  /// The axis counted from the front.
  static func axis(_ axis: Int, of shape: Shape, _ owner: String) throws -> Int {
    let resolved = axis < 0 ? axis + shape.rank : axis
    guard resolved >= 0, resolved < shape.rank else {
      throw HornError(.shape, "\(owner): the axis \(axis) is out of range for the shape \(shape)")
    }
    return resolved
  }

  /// The shape that aligned targets and predictions share.
  static func commonShape(_ yTrue: Shape, _ yPred: Shape, _ owner: String) throws -> Shape {
    let (target, prediction) = aligned(yTrue, yPred)
    guard target == prediction else { throw unequal(yTrue, yPred, owner) }
    guard target.rank > 0 else {
      throw HornError(.shape, "\(owner): yTrue and yPred are scalars; expected [batch, …]")
    }
    return target
  }

  static func unequal(_ yTrue: Shape, _ yPred: Shape, _ owner: String) -> HornError {
    let advice =
      yTrue.rank == yPred.rank - 1 && yPred.last != 1
      ? "; for class indices take the sparse categorical form" : ""
    return HornError(
      .shape, "\(owner): yTrue has the shape \(yTrue), yPred \(yPred); they must be equal\(advice)")
  }

  /// Class indices as int32, -1 for the ignored class.
  ///
  /// - Throws: `HornError` that names the first value out of range and its position.
  static func labels(_ yTrue: Tensor, classes: Int, ignoring ignored: Int?, _ owner: String) throws -> Tensor
  {
    let labels = Tensor(uninitialized: yTrue.shape, dtype: .int32)
    let count = yTrue.elementCount
    let hasIgnored: Int32 = ignored == nil ? 0 : 1
    let ignoredLabel = Int32(clamping: ignored ?? 0)
    let bad: Int
    let value: String
    if yTrue.dtype == .int32 {
      bad = horn_loss_labels_i32(labels.mutableI32, yTrue.i32, count, classes, hasIgnored, ignoredLabel)
      value = bad < 0 ? "" : "\(yTrue.i32[bad])"
    } else {
      let numbers = try float32(yTrue.detached, owner)
      bad = horn_loss_labels_f32(labels.mutableI32, numbers.f32, count, classes, hasIgnored, ignoredLabel)
      value = bad < 0 ? "" : "\(numbers.f32[bad])"
    }
    guard bad < 0 else {
      var rest = bad
      let position = yTrue.shape.strides.map { stride in
        defer { rest %= stride }
        return rest / stride
      }
      throw HornError(
        .value,
        "\(owner): the label \(value) at position \(position) of yTrue is not one of the \(classes) classes "
          + "0..<\(classes) that yPred has")
    }
    return labels
  }
}
