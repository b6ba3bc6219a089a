import HornKernels

/// Σ scale · tanh(query + key) over features, for all pairs of time steps: the scores of additive attention
/// (Bahdanau et al., 2015), without the array of all sums in between.
///
/// - Parameters:
///   - query: `[…, rows, features]`, float32.
///   - key: `[…, columns, features]` with the same leading axes.
///   - scale: `[features]`; nil for ones.
/// - Returns: `[…, rows, columns]`.
package func additiveScores(_ query: Tensor, _ key: Tensor, scale: Tensor?) -> Tensor {
  let leading = query.shape.dimensions.dropLast(2)
  let batch = leading.reduce(1, *)
  let (rows, columns) = (query.shape[query.rank - 2], key.shape[key.rank - 2])
  let length = query.shape[query.rank - 1]
  let scores = Tensor(uninitialized: Shape(leading + [rows, columns]))
  horn_additive_scores(
    scores.mutableF32, query.f32, key.f32, scale?.f32, batch, rows, columns, length)
  let inputs = [query, key] + (scale.map { [$0] } ?? [])
  guard inputs.contains(where: \.isTracked) else { return scores }

  let needsScale = scale?.isTracked ?? false
  let (query, key, scale) = (query.detached, key.detached, scale?.detached)
  return scores.derived(fromAny: inputs) { dy in
    let dQuery = Tensor(uninitialized: query.shape)
    let dKey = Tensor(uninitialized: key.shape)
    let dScale = needsScale ? Tensor(uninitialized: [length]) : nil
    horn_additive_scores_gradient(
      dQuery.mutableF32, dKey.mutableF32, dScale?.mutableF32, dy.f32, query.f32, key.f32, scale?.f32, batch,
      rows, columns, length)
    return [.dense(dQuery), .dense(dKey)] + (scale == nil ? [] : [dScale.map { .dense($0) }])
  }
}
