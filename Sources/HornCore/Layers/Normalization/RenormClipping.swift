import HornTensor

/// Limits of the corrections that batch renormalization makes: the normalized values become `x · r + d`.
public struct RenormClipping: Hashable, Sendable {
  /// The largest r; nil for no limit.
  public var rmax: Double?
  /// The smallest r; nil for no limit.
  public var rmin: Double?
  /// The largest magnitude of d; nil for no limit.
  public var dmax: Double?

  /// The layer refuses an `rmax` below `rmin` and a negative `dmax`.
  public init(rmax: Double? = nil, rmin: Double? = nil, dmax: Double? = nil) {
    self.rmax = rmax
    self.rmin = rmin
    self.dmax = dmax
  }

  var problem: String? {
    if let rmax, let rmin, rmax < rmin {
      return "BatchNormalization: renormClipping has rmax \(rmax), which is less than rmin \(rmin)"
    }
    if let dmax, dmax < 0 { return "BatchNormalization: renormClipping has a negative dmax, \(dmax)" }
    return nil
  }

  var config: ConfigValue {
    let limits = [("rmax", rmax), ("rmin", rmin), ("dmax", dmax)]
    return .object(
      Dictionary(uniqueKeysWithValues: limits.compactMap { key, limit in limit.map { (key, .double($0)) } }))
  }
}

extension ConfigReader {
  /// The limits under `renorm_clipping`; nil where it is absent or null.
  func renormClipping() throws -> RenormClipping? {
    guard let value = value("renorm_clipping") else { return nil }
    guard case .object(let config) = value else {
      throw HornError(
        .configuration,
        "\(owner): renorm_clipping must be an object with rmax, rmin and dmax, got \(value.summary)")
    }
    let reader = ConfigReader(config, owner: "\(owner): renorm_clipping")
    let clipping = RenormClipping(
      rmax: try reader.optionalDouble("rmax"), rmin: try reader.optionalDouble("rmin"),
      dmax: try reader.optionalDouble("dmax"))
    try reader.finish()
    if let problem = clipping.problem { throw HornError(.configuration, problem) }
    return clipping
  }
}

/// The averages that batch renormalization keeps beside the moving mean and variance (Ioffe, 2017).
struct RenormStatistics {
  /// The deviation that inference uses, squared, as the moving variance.
  let movingDeviation: Variable
  let mean: Variable
  let deviation: Variable

  /// The factor r and the offset d that bring the batch's normalized values to the averages'; both `[features]`.
  func corrections(mean batchMean: Tensor, variance: Tensor, epsilon: Float, clipping: RenormClipping) -> (
    r: Tensor, d: Tensor
  ) {
    let known = maximum(deviation.value, epsilon.squareRoot())
    var r = sqrt(variance + epsilon) / known
    var d = (batchMean - mean.value) / known
    if let rmin = clipping.rmin { r = maximum(r, rmin) }
    if let rmax = clipping.rmax { r = minimum(r, rmax) }
    if let dmax = clipping.dmax { d = clip(d, -dmax, dmax) }
    return (r, d)
  }

  func update(
    mean batchMean: Tensor, variance: Tensor, epsilon: Float, momentum: Double, renormMomentum: Double
  ) {
    let batchDeviation = sqrt(variance + epsilon)
    BatchNormalization.move(mean, towards: batchMean, renormMomentum)
    BatchNormalization.move(deviation, towards: batchDeviation, renormMomentum)
    BatchNormalization.move(movingDeviation, towards: batchDeviation, momentum)
  }
}
