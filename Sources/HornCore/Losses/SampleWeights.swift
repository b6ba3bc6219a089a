import HornKernels
import HornTensor

/// What each loss counts: sample weights and masks as one factor a loss.
struct SampleWeights {
  /// One factor a loss, float32, in the losses' shape.
  let factors: Tensor
  /// The sum of the weights before they were repeated over axes that they do not have.
  let sum: Double

  /// - Parameters:
  ///   - sampleWeight: a scalar, `[batch]`, or of the losses' leading axes; length 1 repeats.
  ///   - mask: which losses count, as the predictions carry it.
  ///   - lossMask: the same as the losses carry it.
  ///   - losses: the losses' shape.
  ///   - sharesMask: whether what is masked leaves its share to the rest, so that a mean over all
  ///     elements is one over the unmasked.
  /// - Returns: nil where every loss counts 1.
  init?(
    sampleWeight: Tensor?, mask: Tensor?, lossMask: Tensor?, losses: Shape, sharesMask: Bool, owner: String
  ) throws {
    guard sampleWeight != nil || mask != nil || lossMask != nil else { return nil }
    let count = losses.elementCount
    var merged = [Int](repeating: 1, count: losses.rank)
    var product: Tensor?

    func multiply(by weight: Tensor, _ what: String) throws {
      let shape = try Self.fitting(weight.shape, to: losses, what, owner)
      for (axis, length) in shape.enumerated() { merged[axis] = max(merged[axis], length) }
      let weight = try LossInputs.float32(weight.detached, owner)
      if product == nil && shape == losses.dimensions {
        product = weight.viewed(as: losses)
        return
      }
      // The product so far may be a view of the caller's tensor.
      let result = Tensor(uninitialized: losses)
      if let product {
        result.mutableF32.update(from: product.f32, count: count)
      } else {
        horn_fill_f32(result.mutableF32, 1, count)
      }
      let natural = Shape(shape).strides
      let strides = zip(shape, natural).map { $0 == 1 ? 0 : Int64($1) }
      horn_loss_multiply_spread(
        result.mutableF32, weight.f32, Int32(losses.rank), losses.dimensions.map(Int64.init), strides)
      product = result
    }

    if let mask { try multiply(by: mask, "mask") }
    if let lossMask { try multiply(by: lossMask, "mask") }
    var share = 1.0
    if sharesMask, let masks = product {
      let valid = horn_loss_weighted_sum(masks.f32, nil, count)
      share = valid == 0 ? 0 : Double(count) / valid
    }
    if let sampleWeight { try multiply(by: sampleWeight, "sampleWeight") }
    guard var product else { return nil }
    if share != 1 {
      let scaled = Tensor(uninitialized: losses)
      horn_loss_scale_rows(scaled.mutableF32, product.f32, nil, count, 1, Float(share))
      product = scaled
    }
    factors = product
    let spread = horn_loss_weighted_sum(product.f32, nil, count)
    sum = count == 0 ? 0 : spread * Double(merged.reduce(1, *)) / Double(count)
  }

  /// The weight's shape with axes of length 1 added or taken at the end, so that it has the losses' rank.
  static func fitting(_ weight: Shape, to losses: Shape, _ what: String, _ owner: String) throws
    -> [Int]
  {
    var shape = weight.dimensions
    while shape.count > losses.rank, shape.last == 1 { shape.removeLast() }
    while shape.count < losses.rank { shape.append(1) }
    guard shape.count == losses.rank, zip(shape, losses).allSatisfy({ $0 == $1 || $0 == 1 }) else {
      throw HornError(
        .shape,
        "\(owner): the \(what) has the shape \(weight), which does not fit the losses' shape \(losses); "
          + "expected that shape, its leading axes, or length 1 for an axis over which it repeats")
    }
    return shape
  }
}
