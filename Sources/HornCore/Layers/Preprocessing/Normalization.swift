import HornTensor

/// Brings the features of the data to mean 0 and standard deviation 1: `(x - mean) / max(sqrt(variance), 1e-7)`, with
/// a mean and a variance that are given or learnt with `adapt` before training.
///
/// Input: numbers, `[batch, …]`; output float32 of the same shape.
///
///     let normalization = Normalization()  // each feature of [batch, features] by itself
///     try normalization.adapt(features)
public final class Normalization: PreprocessingLayer, KerasSerializable {
  /// The axes whose elements have a mean and a variance each; negative ones count from the end.
  public let axis: [Int]
  /// Whether normalized data are turned back: `x · max(sqrt(variance), 1e-7) + mean`.
  public let invert: Bool
  private let given: (mean: Tensor, variance: Tensor)?
  private var weight: (mean: Variable, variance: Variable)?
  /// The lengths of the axes, once the layer is built.
  private var keptShape: [Int] = []
  /// What `adapt` has gathered.
  private var gathered: (mean: Tensor, variance: Tensor, count: Double)?

  /// - Parameters:
  ///   - axis: the axis whose elements have a mean and a variance each; nil for one mean and variance of all numbers.
  ///   - mean: a number or an array with one for each element of the axes; nil where `adapt` finds it.
  ///   - variance: given together with the mean.
  ///   - invert: whether normalized data are turned back.
  public convenience init(
    axis: Int? = -1, mean: (any NumberSource)? = nil, variance: (any NumberSource)? = nil,
    invert: Bool = false,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    self.init(
      axis: axis.map { [$0] } ?? [], mean: mean, variance: variance, invert: invert, name: name,
      trainable: trainable, dtype: dtype, file: file, line: line)
  }

  /// - Parameter axis: the axes whose elements have a mean and a variance each.
  public init(
    axis: [Int], mean: (any NumberSource)? = nil, variance: (any NumberSource)? = nil, invert: Bool = false,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    self.axis = axis
    self.invert = invert
    do {
      given = try Self.pair(mean?.numbers, variance?.numbers, axis, "Normalization")
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
    super.init(name: name, trainable: trainable, dtype: dtype)
    supportsMasking = true
    stopUnlessFloat32()
  }

  public override init(config: ConfigReader) throws {
    // Null is one mean for all numbers.
    axis = config.config["axis"] == .null ? [] : try config.axes("axis", default: -1).list
    invert = try config.bool("invert", default: false)
    given = try Self.pair(
      try config.optionalNumbers("mean"), try config.optionalNumbers("variance"), axis, config.owner)
    try super.init(config: config)
    supportsMasking = true
    try requireFloat32()
  }

  private static func pair(
    _ mean: Tensor?, _ variance: Tensor?, _ axis: [Int], _ owner: String
  ) throws -> (mean: Tensor, variance: Tensor)? {
    if mean == nil, variance == nil { return nil }
    guard let mean, let variance else {
      throw HornError(
        .configuration,
        "\(owner): mean and variance must be given together, but \(mean == nil ? "mean" : "variance") is missing"
      )
    }
    guard mean.shape == variance.shape else {
      throw HornError(
        .configuration,
        "\(owner): mean and variance must have one shape, got \(mean.shape) and \(variance.shape)")
    }
    guard mean.rank <= axis.count else {
      throw HornError(
        .configuration,
        "\(owner): the mean has \(mean.rank) axes, which is more than the \(axis.count) of axis \(axis)")
    }
    return (mean, variance)
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "axis": .array(axis.map { .int($0) }), "invert": .bool(invert),
      "mean": given?.mean.numberConfig ?? .null, "variance": given?.variance.numberConfig ?? .null,
    ]) { $1 }
  }

  public override func build(inputShape: [Int?]) throws {
    let lengths = try keptAxes(inputShape).lengths
    if let given {
      // The given arrays are aligned with the last of the axes.
      let fits = zip(given.mean.shape.reversed(), lengths.reversed()).allSatisfy { $0 == $1 || $0 == 1 }
      guard fits else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (Normalization): a mean of shape \(given.mean.shape) does not fit axis \(axis) of an input of "
            + "shape \(formatShape(inputShape))")
      }
    } else {
      weight = (
        try addWeight(name: "mean", shape: lengths, initializer: .zeros, trainable: false),
        try addWeight(name: "variance", shape: lengths, initializer: .ones, trainable: false)
      )
      // Keras keeps it for older models.
      let count = Variable(Tensor(zeros: [], dtype: .int32), name: "count", trainable: false)
      count.path = "\(name)/count"
      addedWeights.append(count)
    }
    keptShape = lengths
    built = true
  }

  private func keptAxes(_ shape: [Int?]) throws -> (axes: [Int], lengths: [Int]) {
    var kept: [Int] = []
    for axis in axis {
      let resolved = axis < 0 ? axis + shape.count : axis
      guard shape.indices.contains(resolved), !kept.contains(resolved) else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (Normalization): axis \(self.axis) does not fit an input of shape \(formatShape(shape))"
        )
      }
      kept.append(resolved)
    }
    kept.sort()
    let lengths = try kept.map { axis in
      guard let length = shape[axis] else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (Normalization): the length of axis \(axis) must be known, but the input has the shape "
            + formatShape(shape))
      }
      return length
    }
    return (kept, lengths)
  }

  public override var function: @Sendable (Tensor) throws -> Tensor {
    let (name, invert, lengths, axis) = (self.name, self.invert, keptShape, self.axis)
    let isBuilt = built
    let mean = given?.mean ?? weight?.mean.value.detached
    let deviation = (given?.variance ?? weight?.variance.value.detached).map { maximum(sqrt($0), 1e-7) }
    return { x in
      guard isBuilt, let mean, let deviation else {
        throw HornError(
          .state,
          "Layer \"\(name)\" (Normalization) is not built yet: adapt it, call it, or build(inputShape:)")
      }
      let x = try Preprocessing.numbers(x, name)
      let places = axis.map { $0 < 0 ? $0 + x.rank : $0 }.sorted()
      guard places.allSatisfy(x.shape.indices.contains), places.map({ x.shape[$0] }) == lengths else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (Normalization) was built for lengths \(lengths) along axis \(axis), but its input has the "
            + "shape \(x.shape)")
      }
      var shape = [Int](repeating: 1, count: x.rank)
      for (place, length) in zip(places.suffix(mean.rank), mean.shape) { shape[place] = length }
      let broadMean = mean.viewed(as: Shape(shape))
      let broadDeviation = deviation.viewed(as: Shape(shape))
      return invert ? broadMean + x * broadDeviation : (x - broadMean) / broadDeviation
    }
  }

  public override func resetState() throws {
    guard given == nil else {
      throw HornError(
        .state,
        "Layer \"\(name)\" (Normalization) cannot adapt: its mean and variance were given as arguments")
    }
    gathered = nil
  }

  public override func updateState(_ batch: Tensor) throws {
    let x = try Preprocessing.numbers(batch.detached, name)
    let shape = x.shape.map(Optional.some)
    if !built { try ensureBuilt(inputShape: shape) }
    let (axes, lengths) = try keptAxes(shape)
    guard lengths == keptShape else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (Normalization) was built for lengths \(keptShape) along axis \(axis), but adapt got data of "
          + "shape \(x.shape)")
    }
    guard x.elementCount > 0 else { return }
    let reduced = (0..<x.rank).filter { !axes.contains($0) }
    let count = Double(reduced.reduce(1) { $0 * x.shape[$1] })
    let batchMean = reduced.isEmpty ? x : mean(x, axis: reduced)
    let batchVariance = reduced.isEmpty ? x * 0 : variance(x, axis: reduced)
    guard let old = gathered else {
      gathered = (batchMean, batchVariance, count)
      return
    }
    // The variance of both together: that within each, and that of the means.
    let total = old.count + count
    let weight = count / total
    let newMean = old.mean * (1 - weight) + batchMean * weight
    let newVariance =
      (old.variance + square(old.mean - newMean)) * (1 - weight)
      + (batchVariance + square(batchMean - newMean)) * weight
    gathered = (newMean, newVariance, total)
  }

  public override func finalizeState() throws {
    guard let gathered, let weight else {
      throw HornError(.value, "Layer \"\(name)\" (Normalization): adapt got no data")
    }
    weight.mean.assign(gathered.mean)
    weight.variance.assign(gathered.variance)
    self.gathered = nil
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }
}
