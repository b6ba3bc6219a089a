import HornKernels
import HornTensor

/// The losses of float32 predictions in one pass that also gives the gradient.
enum FusedLosses {
  /// A loss of single elements that is averaged over the last axis.
  enum Element {
    case squared, absolute, binary, binaryLogits

    var kernel: Int32 {
      switch self {
      case .squared: Int32(HORN_LOSS_SQUARED)
      case .absolute: Int32(HORN_LOSS_ABSOLUTE)
      case .binary: Int32(HORN_LOSS_BINARY)
      case .binaryLogits: Int32(HORN_LOSS_BINARY_LOGITS)
      }
    }
  }

  /// The mean over the last axis, `[…, features]` to `[…]`; without the mean one loss an element.
  ///
  /// - Parameters:
  ///   - keep: what labels are multiplied by, for smoothing.
  ///   - shift: what is added to them after that.
  static func elements(
    _ kind: Element, _ yTrue: Tensor, _ yPred: Tensor, keep: Float = 1, shift: Float = 0,
    averaged: Bool = true, _ owner: String
  ) throws -> SampleLosses {
    let shape = try LossInputs.commonShape(yTrue.shape, yPred.shape, owner)
    let target = try LossInputs.float32(yTrue, owner)
    let prediction = try LossInputs.float32(yPred, owner)
    let count = shape.elementCount
    let width = averaged ? shape[shape.rank - 1] : 1
    let rowShape = averaged ? Shape(shape.dimensions.dropLast()) : shape
    let elements = Tensor(uninitialized: width == 1 ? rowShape : shape)
    let gradient = prediction.isTracked ? Tensor(uninitialized: shape) : nil
    horn_loss_elements(
      kind.kernel, elements.mutableF32, gradient?.mutableF32, target.f32, prediction.f32, count, keep, shift,
      1 / Float(width))
    guard width != 1 else { return SampleLosses(values: elements, gradient: gradient, of: prediction) }
    let means = Tensor(uninitialized: rowShape)
    horn_loss_row_means(means.mutableF32, elements.f32, rowShape.elementCount, width)
    return SampleLosses(values: means, gradient: gradient, of: prediction)
  }

  /// Squared error averaged over the last axis; a gradient may flow to the targets too.
  static func squaredError(_ yTrue: Tensor, _ yPred: Tensor, _ owner: String) throws -> SampleLosses {
    guard yTrue.isTracked else { return try elements(.squared, yTrue, yPred, owner) }
    let (target, prediction) = try LossInputs.matched(yTrue, yPred, owner)
    return SampleLosses(mean(square(prediction - target), axis: -1))
  }

  /// Absolute error averaged over the last axis; a gradient may flow to the targets too.
  static func absoluteError(_ yTrue: Tensor, _ yPred: Tensor, _ owner: String) throws -> SampleLosses {
    guard yTrue.isTracked else { return try elements(.absolute, yTrue, yPred, owner) }
    let (target, prediction) = try LossInputs.matched(yTrue, yPred, owner)
    return SampleLosses(mean(abs(prediction - target), axis: -1))
  }

  /// Categorical cross-entropy over the last axis, `[…, classes]` to `[…]`.
  static func categorical(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool, keep: Float, shift: Float, _ owner: String
  ) throws -> SampleLosses {
    let shape = try LossInputs.commonShape(yTrue.shape, yPred.shape, owner)
    let target = try LossInputs.float32(yTrue, owner)
    let prediction = try LossInputs.float32(yPred, owner)
    let values = Tensor(uninitialized: Shape(shape.dimensions.dropLast()))
    let gradient = prediction.isTracked ? Tensor(uninitialized: shape) : nil
    horn_loss_categorical(
      values.mutableF32, gradient?.mutableF32, target.f32, prediction.f32, values.elementCount,
      shape[shape.rank - 1], fromLogits ? 1 : 0, keep, shift)
    return SampleLosses(values: values, gradient: gradient, of: prediction)
  }

  /// The same with class indices; the losses carry a mask where a class is ignored.
  static func sparse(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool, ignoring ignored: Int?, _ owner: String
  ) throws -> SampleLosses {
    let prediction = try LossInputs.float32(yPred, owner)
    guard let classes = prediction.shape.last else {
      throw HornError(.shape, "\(owner): yPred is a scalar; expected [batch, …, classes]")
    }
    let rowShape = Shape(prediction.shape.dimensions.dropLast())
    guard yTrue.shape == rowShape || yTrue.shape.dimensions == rowShape.dimensions + [1] else {
      throw HornError(
        .shape,
        "\(owner): yTrue has the shape \(yTrue.shape), yPred \(yPred.shape); expected class indices of "
          + "shape \(rowShape), or one-hot rows with the categorical form that is not sparse")
    }
    let labels = try LossInputs.labels(yTrue, classes: classes, ignoring: ignored, owner)
    let values = Tensor(uninitialized: rowShape)
    let gradient = prediction.isTracked ? Tensor(uninitialized: prediction.shape) : nil
    horn_loss_sparse(
      values.mutableF32, gradient?.mutableF32, labels.i32, prediction.f32, values.elementCount, classes,
      fromLogits ? 1 : 0)
    guard ignored != nil else {
      return SampleLosses(values: values, gradient: gradient, of: prediction)
    }
    let valid = greaterEqual(labels.viewed(as: rowShape), 0)
    return SampleLosses(values: values.with(mask: valid), gradient: gradient, of: prediction)
  }
}
