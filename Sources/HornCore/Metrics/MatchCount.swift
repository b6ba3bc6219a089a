import HornKernels
import HornTensor

/// Which predictions hit their targets, counted in C.
enum MatchCount {
  /// What a prediction must do to hit.
  enum Rule {
    /// Be above the threshold where the target is 1, and not above it where it is 0, element by element.
    case binary(threshold: Float)
    /// Have the greatest element of its last axis where the target has it.
    case categorical
    /// Have it where the target says.
    case sparse
    /// Have fewer than `k` elements greater than that of the target.
    case topK(Int, sparse: Bool)
    /// Have the target among its first `k` elements.
    case firstK(Int)
  }

  /// The shape of the hits.
  static func shape(_ rule: Rule, _ yTrue: Shape, _ yPred: Shape, _ owner: String) throws -> Shape {
    switch rule {
    case .binary: return try LossInputs.commonShape(yTrue, yPred, owner)
    case .categorical, .topK(_, sparse: false):
      guard yTrue == yPred, yPred.rank > 0 else { throw LossInputs.unequal(yTrue, yPred, owner) }
      return Shape(yPred.dimensions.dropLast())
    case .sparse, .firstK, .topK(_, sparse: true):
      let rows = Array(yPred.dimensions.dropLast())
      guard yPred.rank > 0, yTrue.dimensions == rows || yTrue.dimensions == rows + [1] else {
        throw HornError(
          .shape,
          "\(owner): yTrue has the shape \(yTrue), yPred \(yPred); expected class indices of shape "
            + "\(Shape(rows))")
      }
      return Shape(rows)
    }
  }

  /// How many hits there are; `matches` gets 1 or 0 for each.
  static func count(
    _ rule: Rule, _ yTrue: Tensor, _ yPred: Tensor, rows: Int, into matches: Tensor?, _ owner: String
  ) throws -> Int {
    let targets = try LossInputs.float32(yTrue.detached, owner)
    let predictions = try LossInputs.float32(yPred.detached, owner)
    defer { withExtendedLifetime((targets, predictions)) {} }
    let (target, prediction) = (targets.f32, predictions.f32)
    let width = yPred.elementCount / max(rows, 1)
    let hits = matches?.mutableF32
    switch rule {
    case .binary(let threshold): return horn_loss_binary_matches(target, prediction, rows, threshold, hits)
    case .categorical: return horn_loss_categorical_matches(target, prediction, rows, width, hits)
    case .sparse: return horn_loss_sparse_matches(target, prediction, rows, width, hits)
    case .topK(let k, let sparse):
      return horn_loss_top_k_matches(target, sparse ? 1 : 0, prediction, rows, width, k, hits)
    case .firstK(let k): return horn_loss_first_k_matches(target, prediction, rows, width, k, hits)
    }
  }
}

extension Mean {
  /// Takes in the hits of a batch.
  func updateMatches(_ rule: MatchCount.Rule, _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) throws
  {
    let shape = try MatchCount.shape(rule, yTrue.shape, yPred.shape, name)
    let rows = shape.elementCount
    guard sampleWeight != nil || yPred.mask != nil else {
      let hits = try MatchCount.count(rule, yTrue, yPred, rows: rows, into: nil, name)
      return add(sum: Double(hits), of: shape)
    }
    let matches = Tensor(uninitialized: shape)
    _ = try MatchCount.count(rule, yTrue, yPred, rows: rows, into: matches, name)
    try updateMean(matches, of: yPred, sampleWeight: sampleWeight)
  }
}
