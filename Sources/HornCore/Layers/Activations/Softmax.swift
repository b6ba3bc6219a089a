import HornTensor

/// `exp(x) / sum(exp(x))` over an axis or several together, on an input of any shape.
///
/// A mask that broadcasts to the input (from its last axis on) takes elements out: they become 0.
public final class Softmax: Layer, KerasSerializable {
  private let givenAxis: Axes
  /// The axes over which the output sums to 1; negative ones count from the end.
  public var axis: [Int] { givenAxis.list }

  /// - Parameter axis: the axis over which the output sums to 1; the last by default.
  public init(
    axis: Int = -1, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    givenAxis = .one(axis)
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  /// - Parameter axis: the axes over which, together, the output sums to 1.
  public init(
    axis: [Int], name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    require(!axis.isEmpty, "Softmax: axis names no axis", file: file, line: line)
    givenAxis = .several(axis)
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    givenAxis = try config.axes("axis", default: -1)
    guard !givenAxis.list.isEmpty else { throw HornError(.configuration, "Softmax: axis names no axis") }
    try super.init(config: config)
    supportsMasking = true
  }

  public override func getConfig() -> Config { super.getConfig().merging(["axis": givenAxis.config]) { $1 } }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    var x = try numeric(inputs)
    let axes = try resolve(axis, rank: x.rank, x.shape.map { $0 })
    var kept: Tensor?
    if let mask {
      guard mask.rank <= x.rank,
        zip(mask.shape.reversed(), x.shape.reversed()).allSatisfy({ $0 == 1 || $0 == $1 })
      else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (Softmax): a mask of shape \(mask.shape) does not broadcast to an input of shape "
            + "\(x.shape)")
      }
      let counts = mask.dtype == .bool ? mask : greater(mask, Tensor(0.5))
      x = `where`(counts, x, Tensor(Float(-1e9)))
      kept = counts
    }
    let y = axes.count == 1 ? softmax(x, axis: axes[0]) : softmax(x, axis: axes)
    return kept.map { `where`($0, y, Tensor(Float(0))) } ?? y
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }
}
