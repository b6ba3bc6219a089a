import HornTensor

/// Finds where a smooth function is least, by the quasi-Newton method with limited memory (Nocedal and Wright,
/// "Numerical optimization", algorithm 7.5), with steps that satisfy Wolfe's conditions found by bisection (Lewis
/// and Overton, 2013).
struct LBFGS {
  let maxIterations: Int
  /// The search ends where no slope is greater than this.
  let tolerance: Float
  /// Pairs of steps and changes of the slope that are kept.
  let memory = 10

  struct Result {
    let x: Tensor
    let value: Double
    let iterations: Int
    /// Whether the slopes are within the tolerance, or float32 knows no lower point.
    let converged: Bool
  }

  /// - Parameter function: the value and the slopes at a point.
  func minimize(from start: Tensor, _ function: (Tensor) throws -> (value: Double, slopes: Tensor)) rethrows
    -> Result
  {
    var x = start
    var (value, slopes) = try function(x)
    var pairs: [(step: Tensor, change: Tensor, scale: Double)] = []
    for iteration in 0..<maxIterations {
      if BLAS.largest(slopes) <= tolerance {
        return Result(x: x, value: value, iterations: iteration, converged: true)
      }
      var direction = Self.direction(slopes, pairs)
      var descent = BLAS.dot(direction, slopes)
      if !(descent < 0) {
        pairs = []
        direction = BLAS.combined(slopes, -1)
        descent = BLAS.dot(direction, slopes)
      }
      let first = pairs.isEmpty ? 1 / max(1, (-descent).squareRoot()) : 1
      guard
        let found = try search(x, value, direction, descent, first: first, function)
      else { return Result(x: x, value: value, iterations: iteration, converged: true) }
      let step = BLAS.combined(direction, Float(found.length))
      let change = BLAS.combined(found.slopes, 1, slopes, -1)
      // What float32 losses can tell apart has been used up.
      let isDone = value - found.value <= 1e-9 * Swift.abs(value)
      (x, value, slopes) = (found.x, found.value, found.slopes)
      if isDone { return Result(x: x, value: value, iterations: iteration + 1, converged: true) }
      let curvature = BLAS.dot(step, change)
      guard curvature > 1e-12 * BLAS.dot(change, change) else { continue }
      pairs.append((step, change, 1 / curvature))
      if pairs.count > memory { pairs.removeFirst() }
    }
    return Result(
      x: x, value: value, iterations: maxIterations, converged: BLAS.largest(slopes) <= tolerance)
  }

  /// The way down: minus the slopes times an estimate of the inverse second derivatives.
  private static func direction(
    _ slopes: Tensor, _ pairs: [(step: Tensor, change: Tensor, scale: Double)]
  ) -> Tensor {
    var direction = BLAS.combined(slopes, -1)
    var shares: [Double] = []
    for pair in pairs.reversed() {
      let share = pair.scale * BLAS.dot(pair.step, direction)
      direction = BLAS.combined(direction, 1, pair.change, Float(-share))
      shares.append(share)
    }
    if let last = pairs.last {
      direction = BLAS.combined(direction, Float(1 / (last.scale * BLAS.dot(last.change, last.change))))
    }
    for (pair, share) in zip(pairs, shares.reversed()) {
      let back = pair.scale * BLAS.dot(pair.change, direction)
      direction = BLAS.combined(direction, 1, pair.step, Float(share - back))
    }
    return direction
  }

  /// A point along the direction that is low and flat enough; nil where none is lower.
  private func search(
    _ x: Tensor, _ value: Double, _ direction: Tensor, _ descent: Double, first: Double,
    _ function: (Tensor) throws -> (value: Double, slopes: Tensor)
  ) rethrows -> (x: Tensor, value: Double, slopes: Tensor, length: Double)? {
    var (low, high, length) = (0.0, Double.infinity, first)
    var best: (x: Tensor, value: Double, slopes: Tensor, length: Double)?
    for _ in 0..<30 {
      let point = BLAS.combined(x, 1, direction, Float(length))
      let (reached, slopes) = try function(point)
      if !(reached <= value + 1e-4 * length * descent) {
        high = length
      } else {
        best = (point, reached, slopes, length)
        if BLAS.dot(slopes, direction) >= 0.9 * descent { return best }
        low = length
      }
      length = high == .infinity ? 2 * low : (low + high) / 2
    }
    return best
  }
}
