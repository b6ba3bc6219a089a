import HornKernels
import HornTensor

/// The sums over a batch's values and their weights from which means are made.
struct WeightedSums {
  /// The sum of all values, each times its weight.
  let values: Double
  /// The sum of the weights, repeated over the axes that they do not have.
  let weights: Double
  /// Into how many a sample's weight is repeated: both sums divided by it count a sample once.
  let innerCount: Double

  /// - Parameter mask: counts only where there are weights too, as in Keras.
  init(_ values: Tensor, sampleWeight: Tensor?, mask: Tensor?, owner: String) throws {
    let numbers = try LossInputs.float32(values.detached, owner)
    let factors = try SampleWeights(
      sampleWeight: sampleWeight, mask: nil, lossMask: mask, losses: values.shape, sharesMask: false,
      owner: owner
    )?.factors
    let count = values.elementCount
    self.values = horn_loss_weighted_sum(numbers.f32, factors?.f32, count)
    weights = factors.map { horn_loss_weighted_sum($0.f32, nil, count) } ?? Double(count)
    if let sampleWeight, sampleWeight.rank == 0, mask == nil {
      // A scalar weighs the batch as a whole.
      innerCount = Double(max(count, 1))
    } else {
      innerCount = Double(count) / Double(max(values.shape.first ?? 1, 1))
    }
  }

  /// The sum of all values.
  static func sum(_ values: Tensor, _ owner: String) throws -> Double {
    // A temporary would be freed before the kernel reads it.
    let numbers = try LossInputs.float32(values.detached, owner)
    return horn_loss_weighted_sum(numbers.f32, nil, numbers.elementCount)
  }
}
