import HornTensor

/// The rule by which variance scaling draws a weight's values.
struct Scaling: Sendable {
  let scale: Double
  let mode: Initializer.FanMode
  let distribution: Initializer.Distribution

  static let glorotUniform = Scaling(scale: 1, mode: .fanAvg, distribution: .uniform)
  static let glorotNormal = Scaling(scale: 1, mode: .fanAvg, distribution: .truncatedNormal)
  static let heUniform = Scaling(scale: 2, mode: .fanIn, distribution: .uniform)
  static let heNormal = Scaling(scale: 2, mode: .fanIn, distribution: .truncatedNormal)
  static let lecunUniform = Scaling(scale: 1, mode: .fanIn, distribution: .uniform)
  static let lecunNormal = Scaling(scale: 1, mode: .fanIn, distribution: .truncatedNormal)

  func values(_ shape: Shape, _ dtype: DType, _ fans: Fans, _ seed: any RandomSeed) -> Tensor {
    let fan =
      switch mode {
      case .fanIn: fans.fanIn
      case .fanOut: fans.fanOut
      case .fanAvg: (fans.fanIn + fans.fanOut) / 2
      }
    let variance = scale / max(1, fan)
    switch distribution {
    case .truncatedNormal:
      // What is cut off at two standard deviations leaves this much of the standard deviation.
      let stddev = variance.squareRoot() / 0.879_625_661_034_239_78
      return Random.truncatedNormal(shape: shape, stddev: Float(stddev), dtype: dtype, seed: seed)
    case .untruncatedNormal:
      return Random.normal(shape: shape, stddev: Float(variance.squareRoot()), dtype: dtype, seed: seed)
    case .uniform:
      let limit = Float((3 * variance).squareRoot())
      return Random.uniform(shape: shape, minval: -limit, maxval: limit, dtype: dtype, seed: seed)
    }
  }
}
