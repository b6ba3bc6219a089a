/// What `compile` says of one output.
struct CompiledOutput {
  let loss: Loss?
  /// What the loss counts in the sum.
  let weight: Float
  /// The mean of the loss before it is weighted; nil where the model has one loss only.
  let lossMean: Mean?
  var metrics: [Metric] = []
  var weightedMetrics: [Metric] = []
}
