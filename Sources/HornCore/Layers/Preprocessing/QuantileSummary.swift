import HornTensor

/// A summary of numbers from which their quantiles are estimated: values with weights, as Keras's Discretization
/// gathers them batch by batch, to the same float32 numbers.
struct QuantileSummary: Sendable {
  private(set) var values: [Float] = []
  private var weights: [Float] = []

  /// Takes up a batch of numbers; `epsilon` is the share of numbers that one value stands for.
  mutating func add(_ batch: [Float], epsilon: Double) {
    // NaN is larger than everything, as in NumPy.
    let sorted = batch.sorted { $0 < $1 || ($1.isNaN && !$0.isNaN) }
    let step = max(Double(sorted.count) * epsilon.reciprocalStep, 1)
    var merged: [(value: Float, weight: Float)] = []
    for place in stride(from: Int(step - 1), to: sorted.count, by: Int(step)) {
      merged.append((sorted[place], Float(step)))
    }
    merged += zip(values, weights).map { ($0, $1) }
    // Stable: as many sorts of equal values as there may be give the same quantiles.
    let order = merged.indices.sorted {
      let (a, b) = (merged[$0].value, merged[$1].value)
      if a < b || (b.isNaN && !a.isNaN) { return true }
      if b < a || (a.isNaN && !b.isNaN) { return false }
      return $0 < $1
    }
    values = order.map { merged[$0].value }
    weights = order.map { merged[$0].weight }
    compress(epsilon)
  }

  /// The bounds between so many bins that as many numbers fall into each.
  func boundaries(bins: Int) -> [Float] {
    var copy = self
    copy.compress(1 / Double(bins))
    return Array(copy.values.dropLast())
  }

  /// Keeps the values at multiples of `epsilon` of the total weight.
  private mutating func compress(_ epsilon: Double) {
    guard Double(values.count) * epsilon >= 1 else { return }
    var sums: [Float] = []
    var sum: Float = 0
    for weight in weights {
      sum += weight
      sums.append(sum)
    }
    let shares = sums.map { Double($0 / sum) }
    let count = Int((1 / epsilon).rounded(.up))
    let targets = (0..<count).map { epsilon + Double($0) * epsilon }
    let bounds = targets.map { Self.interpolate($0, shares, values) }
    let reached = targets.map { Self.interpolate($0, shares, sums) }
    values = bounds.map(Float.init)
    weights = reached.indices.map { Float(reached[$0] - ($0 == 0 ? 0 : reached[$0 - 1])) }
  }

  /// Linear between the points, constant outside of them.
  private static func interpolate(_ x: Double, _ xs: [Double], _ ys: [Float]) -> Double {
    let last = xs.count - 1
    if x < xs[0] { return Double(ys[0]) }
    if x >= xs[last] { return Double(ys[last]) }
    var low = 0
    var high = last
    while high - low > 1 {
      let middle = (low + high) / 2
      if xs[middle] <= x { low = middle } else { high = middle }
    }
    let slope = (Double(ys[low + 1]) - Double(ys[low])) / (xs[low + 1] - xs[low])
    return slope * (x - xs[low]) + Double(ys[low])
  }
}

extension Double {
  /// What a count of numbers is multiplied by to give the step between the values that are kept.
  fileprivate var reciprocalStep: Double { 1 / (1 / self) }
}
