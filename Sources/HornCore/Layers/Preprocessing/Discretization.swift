import HornKernels
import HornTensor

/// Turns numbers into the integers of the bins that they fall into.
///
/// Input: numbers of any shape. Output by `outputMode`: int32 of the same shape, or float32 vectors with a place for each
/// bin. A number equal to a bound belongs to the bin above it; NaN to the last.
///
///     try Discretization(binBoundaries: [0, 1, 2])(Tensor([-1.5, 1, 3.4] as [Float]))  // [0, 2, 3]
///
/// With `numBins`, `adapt` chooses the bounds so that about as many numbers fall into each bin.
public final class Discretization: PreprocessingLayer, KerasSerializable {
  /// The bounds, ascending: given, or found by `adapt`; nil before.
  public private(set) var binBoundaries: [Float]?
  /// How many bins `adapt` makes; nil where the bounds were given.
  public let numBins: Int?
  /// How exactly `adapt` finds the bounds: a smaller fraction takes more memory.
  public let epsilon: Double
  /// `int`, `oneHot`, `multiHot` or `count`.
  public let outputMode: OutputMode
  private var summary = QuantileSummary()

  private static let modes: [OutputMode] = [.int, .oneHot, .multiHot, .count]

  /// Either `binBoundaries` or `numBins` must be given.
  ///
  /// - Parameters:
  ///   - binBoundaries: the bounds between the bins, ascending; there is one bin more than bounds.
  ///   - numBins: how many bins `adapt` makes.
  ///   - epsilon: how exactly `adapt` finds the bounds: a smaller fraction takes more memory.
  ///   - sparse: sparse tensors are not part of Horn: only false is possible.
  public init(
    binBoundaries: [Float]? = nil, numBins: Int? = nil, epsilon: Double = 0.01,
    outputMode: OutputMode = .int, sparse: Bool = false, dtype: DType = .float32, name: String? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    self.binBoundaries = binBoundaries
    self.numBins = numBins
    self.epsilon = epsilon
    self.outputMode = outputMode
    super.init(name: name, dtype: dtype)
    stopUnlessFloat32()
    do {
      if sparse { throw HornError(.configuration, "Discretization: \(OutputMode.noSparse)") }
      if numBins != nil, binBoundaries != nil {
        throw HornError(.configuration, "Discretization: give numBins or binBoundaries, not both")
      }
      try check("Discretization")
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  public override init(config: ConfigReader) throws {
    let bounds = try config.optionalNumbers("bin_boundaries")
    guard bounds == nil || bounds?.rank == 1 else {
      throw HornError(.configuration, "\(config.owner): bin_boundaries must be a list of numbers")
    }
    binBoundaries = bounds?.floats
    numBins = try config.optionalInt("num_bins")
    epsilon = try config.double("epsilon", default: 0.01)
    outputMode = try config.outputMode(default: .int, of: Self.modes)
    try config.refuseSparse()
    try super.init(config: config)
    try requireFloat32()
    try check(config.owner)
  }

  private func check(_ owner: String) throws {
    func fail(_ message: String) -> HornError { HornError(.configuration, "\(owner): \(message)") }
    if numBins == nil, binBoundaries == nil { throw fail("numBins or binBoundaries must be given") }
    if let numBins, numBins < 1 || numBins > 1 << 24 {
      throw fail("numBins must be from 1 to \(1 << 24), got \(numBins)")
    }
    guard epsilon > 1e-8, epsilon <= 1 else {
      throw fail("epsilon must be a fraction from 1e-8 to 1, got \(epsilon)")
    }
    guard Self.modes.contains(outputMode) else {
      throw fail("outputMode must be int, one_hot, multi_hot or count, got \(outputMode.rawValue)")
    }
    if let bounds = binBoundaries,
      let place = bounds.indices.dropFirst().first(where: { !(bounds[$0 - 1] <= bounds[$0]) })
    {
      throw fail(
        "binBoundaries must ascend, but \(bounds[place]) at place \(place) follows \(bounds[place - 1])")
    }
  }

  /// As Keras, without `trainable` and with the type's bare name.
  public override func getConfig() -> Config {
    [
      "bin_boundaries": binBoundaries.map { .array($0.map { ConfigValue($0) }) } ?? .null,
      "num_bins": ConfigValue(numBins), "epsilon": .double(epsilon),
      "output_mode": .string(outputMode.rawValue), "sparse": false, "name": .string(name),
      "dtype": .string(dtype.rawValue),
    ]
  }

  public override var function: @Sendable (Tensor) throws -> Tensor {
    let (name, mode, bounds) = (self.name, outputMode, binBoundaries)
    return { x in
      guard let bounds else {
        throw HornError(
          .state, "Layer \"\(name)\" (Discretization) has no bounds yet: give binBoundaries or call adapt")
      }
      let x = try Preprocessing.numbers(x.detached, name)
      let bins = Tensor(uninitialized: x.shape, dtype: .int32)
      horn_digitize(bins.mutableI32, x.f32, x.elementCount, bounds, bounds.count)
      return try CategoryEncoder.encoded(bins, mode, depth: bounds.count + 1, layer: name)
    }
  }

  public override func resetState() throws {
    guard numBins != nil else {
      throw HornError(
        .state,
        "Layer \"\(name)\" (Discretization) cannot adapt: its binBoundaries were given; give numBins instead")
    }
    summary = QuantileSummary()
  }

  public override func updateState(_ batch: Tensor) throws {
    let numbers = try Preprocessing.numbers(batch.detached, name).floats
    if !numbers.isEmpty { summary.add(numbers, epsilon: epsilon) }
  }

  public override func finalizeState() throws {
    guard let numBins else { return }
    guard !summary.values.isEmpty else {
      throw HornError(.value, "Layer \"\(name)\" (Discretization): adapt got no data")
    }
    binBoundaries = summary.boundaries(bins: numBins)
    summary = QuantileSummary()
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    CategoryEncoder.shape(inputShape, outputMode, depth: binBoundaries.map { $0.count + 1 } ?? numBins)
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType {
    outputMode == .int ? .int32 : .float32
  }
}
