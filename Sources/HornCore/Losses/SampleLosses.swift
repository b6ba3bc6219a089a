import HornKernels
import HornTensor

/// The losses of a batch, one a sample, before weights and reduction.
struct SampleLosses {
  /// One loss a row of the predictions; tracked only where there is no ``slope``.
  let values: Tensor
  /// The predictions' rows and how each one's loss changes with its elements, if a fused operation made them.
  private let slope: (source: Tensor, gradient: Tensor)?

  /// Losses that carry their own way back.
  init(_ values: Tensor) {
    self.values = values
    slope = nil
  }

  /// Losses of a fused operation: `gradient[row, :]` is what `values[row]` changes by.
  init(values: Tensor, gradient: Tensor?, of source: Tensor) {
    self.values = values
    slope = gradient.map { (source, $0) }
  }

  /// One loss a sample.
  var tensor: Tensor {
    guard let (source, gradient) = slope else { return values }
    let rows = values.elementCount
    let shape = source.shape
    return values.derived(from: source) { dy in
      Self.scaled(gradient, by: dy, 1, rows: rows, shape: shape)
    }
  }

  /// The losses weighted and reduced as Keras does.
  func reduced(by reduction: Loss.Reduction, sampleWeight: Tensor?, mask: Tensor?, owner: String) throws
    -> Tensor
  {
    if values.rank == 0, let shape = Self.weightsShape(sampleWeight, mask) {
      // As in Keras, one loss of the whole batch counts once for each weight.
      return try SampleLosses(broadcastTo(tensor, shape)).reduced(
        by: reduction, sampleWeight: sampleWeight, mask: mask, owner: owner)
    }
    var losses = self
    if values.dtype != .float32 { losses = SampleLosses(try LossInputs.float32(tensor, owner)) }
    let averages = reduction == .mean || reduction == .sumOverBatchSize
    if let sampleWeight, sampleWeight.isTracked {
      let masks = try SampleWeights(
        sampleWeight: nil, mask: mask, lossMask: values.mask, losses: values.shape, sharesMask: averages,
        owner: owner)
      return try losses.reduced(by: reduction, trackedWeight: sampleWeight, masks: masks?.factors, owner)
    }
    let weights = try SampleWeights(
      sampleWeight: sampleWeight, mask: mask, lossMask: values.mask, losses: values.shape,
      sharesMask: averages, owner: owner)
    if reduction == .none || values.rank == 0 || values.shape == [0] {
      return weights.map { Self.multiplied(losses.tensor, by: $0.factors) } ?? losses.tensor
    }
    let count = values.elementCount
    let factors = weights?.factors
    let total = horn_loss_weighted_sum(losses.values.f32, factors?.f32, count)
    let divisor =
      switch reduction {
      case .sum, .none: 1.0
      case .mean, .sumOverBatchSize: Double(count)
      case .meanWithSampleWeight: weights?.sum ?? Double(count)
      }
    let share = divisor == 0 ? 0 : 1 / divisor
    return losses.derivedScalar(total * share, factors: factors, share: Float(share))
  }

  /// The shape over which sample weights and mask repeat together, aligned at the first axis; nil for a scalar.
  private static func weightsShape(_ sampleWeight: Tensor?, _ mask: Tensor?) -> Shape? {
    let shapes = [sampleWeight, mask].compactMap { $0?.shape.dimensions }
    guard let rank = shapes.map(\.count).max(), rank > 0 else { return nil }
    return Shape(
      (0..<rank).map { axis in shapes.lazy.map { axis < $0.count ? $0[axis] : 1 }.first { $0 != 1 } ?? 1 })
  }

  /// The same out of small operations, so that a gradient flows to the weights too.
  private func reduced(
    by reduction: Loss.Reduction, trackedWeight: Tensor, masks: Tensor?, _ owner: String
  ) throws -> Tensor {
    let shape = try SampleWeights.fitting(trackedWeight.shape, to: values.shape, "sampleWeight", owner)
    var weight = reshape(try LossInputs.float32(trackedWeight, owner), shape)
    if let masks { weight = weight * masks }
    let weighted = tensor * weight
    switch reduction {
    case .none: return weighted
    case .sum: return sum(weighted)
    case .mean, .sumOverBatchSize: return sum(weighted) / Float(max(values.elementCount, 1))
    case .meanWithSampleWeight: return divideNoNan(sum(weighted), sum(weight))
    }
  }

  /// The sum of the losses, each times its factor and the share.
  private func derivedScalar(_ value: Double, factors: Tensor?, share: Float) -> Tensor {
    let result = Tensor(Float(value))
    let rows = values.elementCount
    if let (source, gradient) = slope {
      let shape = source.shape
      return result.derived(from: source) { dy in
        Self.scaled(gradient, by: factors, share * dy.item, rows: rows, shape: shape)
      }
    }
    let shape = values.shape
    return result.derived(from: values) { dy in
      guard let factors else { return Tensor(full: shape, Double(share * dy.item)) }
      return Self.scaled(factors, by: nil, share * dy.item, rows: rows, shape: shape)
    }
  }

  /// The rows of a gradient, each times its weight and the factor.
  private static func scaled(
    _ gradient: Tensor, by weights: Tensor?, _ factor: Float, rows: Int, shape: Shape
  ) -> Tensor {
    let result = Tensor(uninitialized: shape)
    horn_loss_scale_rows(
      result.mutableF32, gradient.f32, weights?.f32, rows, shape.elementCount / max(rows, 1), factor)
    return result
  }

  private static func multiplied(_ values: Tensor, by factors: Tensor) -> Tensor {
    let shape = values.shape
    return scaled(values, by: factors, 1, rows: shape.elementCount, shape: shape).derived(from: values) {
      dy in
      scaled(dy, by: factors, 1, rows: shape.elementCount, shape: shape)
    }
  }
}
