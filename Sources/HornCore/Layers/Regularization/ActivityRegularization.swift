import HornTensor

/// Gives its input back, and adds `l1 · sum(|x|) + l2 · sum(x²)`, divided by the batch size, to the loss.
///
/// Input of any shape.
public final class ActivityRegularization: Layer, KerasSerializable {
  /// Factor of the magnitudes.
  public let l1: Double
  /// Factor of the squares.
  public let l2: Double

  /// - Parameters:
  ///   - l1: factor of the magnitudes, 0 or more.
  ///   - l2: factor of the squares, 0 or more.
  public init(
    l1: Double = 0, l2: Double = 0, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    self.l1 = l1
    self.l2 = l2
    super.init(
      name: name, trainable: trainable, dtype: dtype,
      activityRegularizer: .l1L2(l1: l1, l2: l2, file: file, line: line))
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    l1 = try config.double("l1", default: 0)
    l2 = try config.double("l2", default: 0)
    guard l1 >= 0, l2 >= 0, l1.isFinite, l2.isFinite else {
      throw HornError(
        .configuration, "ActivityRegularization: l1 and l2 must be 0 or more, got \(l1) and \(l2)")
    }
    try config.refuse("activity_regularizer")
    try super.init(config: config)
    activityRegularizer = .l1L2(l1: l1, l2: l2)
    supportsMasking = true
  }

  public override func getConfig() -> Config {
    var config = super.getConfig()
    config["activity_regularizer"] = nil
    return config.merging(["l1": .double(l1), "l2": .double(l2)]) { $1 }
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor { inputs }
}
