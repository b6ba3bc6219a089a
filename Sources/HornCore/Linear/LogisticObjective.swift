import HornKernels
import HornTensor

/// The mean loss of a logistic regression with its penalty, and its slopes.
///
/// The weights are `[features + 1, width]`, so that a row of data meets rows of weights; the last one has the
/// intercepts.
struct LogisticObjective {
  private let x, columns: SparseMatrix
  private let labels: [Int32]
  private let targets: [Float]
  private let penalty: Float
  private let fitIntercept: Bool
  /// Rows of weights: one for two classes.
  let width: Int

  var shape: Shape { [(x.columnCount + 1) * width] }

  init(_ x: SparseMatrix, labels: [Int32], classCount: Int, c: Float, fitIntercept: Bool) {
    self.x = x
    columns = x.transposed()
    self.labels = labels
    width = classCount == 2 ? 1 : classCount
    targets = width == 1 ? labels.map(Float.init) : []
    penalty = 1 / (c * Float(max(labels.count, 1)))
    self.fitIntercept = fitIntercept
  }

  func callAsFunction(_ point: Tensor) -> (value: Double, slopes: Tensor) {
    let weights = point.viewed(as: [x.columnCount + 1, width])
    let count = x.rowCount
    let features = x.columnCount * width
    let bias = weights.f32 + features
    let scores = Tensor(uninitialized: [count, width])
    horn_sparse_product(
      scores.mutableF32, x.rowStarts, x.columns, x.values, count, weights.f32, bias, width)
    let losses = Tensor(uninitialized: [count])
    let errors = Tensor(uninitialized: [count, width])
    if width == 1 {
      horn_loss_elements(
        Int32(HORN_LOSS_BINARY_LOGITS), losses.mutableF32, errors.mutableF32, targets, scores.f32, count, 1,
        0, 1)
    } else {
      horn_loss_sparse(losses.mutableF32, errors.mutableF32, labels, scores.f32, count, width, 1)
    }
    let share = 1 / Float(count)
    let slopes = Tensor(uninitialized: point.shape)
    let out = slopes.mutableF32
    horn_sparse_product(
      out, columns.rowStarts, columns.columns, columns.values, x.columnCount, errors.f32, nil, width)
    horn_sum_rows(out + features, errors.f32, count, width)
    BLAS.scale(out, features + width, share)
    BLAS.add(weights.f32, features, penalty, to: out)
    if !fitIntercept { (out + features).update(repeating: 0, count: width) }
    let squares = BLAS.dot(weights.f32, weights.f32, features)
    withExtendedLifetime(weights) {}
    let loss = horn_loss_weighted_sum(losses.f32, nil, count) / Double(count)
    return (loss + 0.5 * Double(penalty) * squares, slopes)
  }
}
