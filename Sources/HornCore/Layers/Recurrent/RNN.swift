import HornTensor

/// A recurrent layer: goes through sequences with a cell, and is the base of ``SimpleRNN``, ``LSTM`` and ``GRU``.
///
/// Input `[batch, time, features]`; output `[batch, outputSize]` of the last step, or `[batch, time, outputSize]` with
/// `returnSequences`. Further inputs are the initial states; with `returnState` the final states are further outputs,
/// one for each of the cell's `stateSize`. A step whose mask is false keeps the states and repeats the output before
/// it; before the first output that is the first state (of the last cell in a stack), if it is as long as the output,
/// else zeros.
///
///     RNN(LSTMCell(32), returnSequences: true)
///     RNN([LSTMCell(32), GRUCell(16)])
open class RNN: Layer, KerasSerializable {
  /// What makes a step.
  public let cell: any RecurrentCell
  /// Whether the outputs of all steps are given, or the last one's.
  public let returnSequences: Bool
  /// Whether the final states are given too, behind the output.
  public let returnState: Bool
  /// Whether the steps are taken from the end; the outputs come in the order in which they are made.
  public let goBackwards: Bool
  /// Whether the final states of a batch are the initial ones of the next.
  public let stateful: Bool
  /// Accepted for Keras's sake: there is no graph to unroll, and the numbers are the same.
  public let unroll: Bool
  /// Whether a masked step gives zeros instead of the output before it.
  public internal(set) var zeroOutputForMask: Bool
  /// Whether a sequence that is gone through backwards is given by time instead; set by who would turn it round.
  var givesTimeOrder = false

  /// The states kept between batches; nil before the first one, and where the layer is not stateful.
  public private(set) var states: [Tensor]?
  /// Whether the next batch starts from zeros rather than from the cell's own initial states.
  private var startsFromZeros = false

  /// - Parameters:
  ///   - cell: one of Horn's cells, or one of your own (see ``RecurrentCell``).
  ///   - returnSequences: whether the outputs of all steps are given, or the last one's.
  ///   - returnState: whether the final states are given too.
  ///   - goBackwards: whether the steps are taken from the end.
  ///   - stateful: whether the final states of a batch are the initial ones of the next.
  ///   - unroll: accepted for Keras's sake; the numbers are the same.
  ///   - zeroOutputForMask: whether a masked step gives zeros instead of the output before it.
  public convenience init(
    _ cell: any RecurrentCell, returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false, zeroOutputForMask: Bool = false,
    activityRegularizer: Regularizer? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32
  ) {
    self.init(
      cell: cell, returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, unroll: unroll, zeroOutputForMask: zeroOutputForMask,
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
  }

  /// Goes through sequences with cells one above the other; see ``StackedRNNCells``.
  public convenience init(
    _ cells: [any RecurrentCell], returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false, zeroOutputForMask: Bool = false,
    activityRegularizer: Regularizer? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32
  ) {
    self.init(
      cell: StackedRNNCells(cells), returnSequences: returnSequences, returnState: returnState,
      goBackwards: goBackwards, stateful: stateful, unroll: unroll, zeroOutputForMask: zeroOutputForMask,
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
  }

  /// The form for subclasses.
  public init(
    cell: any RecurrentCell, returnSequences: Bool, returnState: Bool, goBackwards: Bool, stateful: Bool,
    unroll: Bool, zeroOutputForMask: Bool, activityRegularizer: Regularizer?, name: String?,
    trainable: Bool, dtype: DType
  ) {
    require(!cell.stateSize.isEmpty, "\(cell.className) has no states, which a cell of an RNN needs")
    self.cell = cell
    self.returnSequences = returnSequences
    self.returnState = returnState
    self.goBackwards = goBackwards
    self.stateful = stateful
    self.unroll = unroll
    self.zeroOutputForMask = zeroOutputForMask
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    stopUnlessFloat32()
    supportsMasking = true
    inputSpec = InputSpec(minNdim: 3)
  }

  public required override convenience init(config: ConfigReader) throws {
    try self.init(cell: config.cell("cell"), config: config)
  }

  /// Reads the arguments of the loop; the cell's are the subclass's own.
  init(cell: any RecurrentCell, config: ConfigReader) throws {
    guard !cell.stateSize.isEmpty else {
      throw HornError(.configuration, "\(config.owner): \(cell.className) has no states, which a cell needs")
    }
    self.cell = cell
    returnSequences = try config.bool("return_sequences", default: false)
    returnState = try config.bool("return_state", default: false)
    goBackwards = try config.bool("go_backwards", default: false)
    stateful = try config.bool("stateful", default: false)
    unroll = try config.bool("unroll", default: false)
    zeroOutputForMask = try config.bool("zero_output_for_mask", default: false)
    _ = try config.float32()
    try super.init(config: config)
    supportsMasking = true
    inputSpec = InputSpec(minNdim: 3)
  }

  open override var buildInputNames: [String] { ["sequences", "initial_state"] }

  override var furtherInputGroups: [Int]? { (cell as? StackedRNNCells)?.cells.map(\.stateSize.count) }

  open override func build(inputShape: [Int?]) throws {
    try cell.ensureBuilt(inputShape: [inputShape[0]] + inputShape.dropFirst(2))
    let features = inputShape.last ?? nil
    inputSpec = InputSpec(ndim: inputShape.count, axes: features.map { [-1: $0] } ?? [:])
  }

  /// The states before the first step, as the cell has them: `[batch, size]` each.
  public func getInitialState(batchSize: Int) -> [Tensor] { cell.getInitialState(batchSize: batchSize) }

  /// Sets the states of a stateful layer to zeros, of whatever batch size comes next.
  public func resetState() {
    states = nil
    startsFromZeros = stateful
  }

  /// Drops what a trial call left.
  func forgetState() { states = nil }

  /// The same as ``resetState()``.
  public func resetStates() { resetState() }

  /// Sets the states of a stateful layer; each `[batch, size]`.
  ///
  /// - Throws: `HornError` where the layer is not stateful or the states do not fit the cell.
  public func resetStates(_ states: [Tensor]) throws {
    guard stateful else {
      throw HornError(.state, "Layer \"\(name)\" (\(className)) keeps no states: stateful is false")
    }
    let states = try states.map { try numeric($0) }
    try check(states: states, batch: states.first?.shape.first ?? 0)
    self.states = states.map(\.detached)
  }

  public final override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try call([inputs], training: training, masks: [mask])[0]
  }

  open override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    let x = try numeric(inputs[0])
    let batch = x.shape[0]
    var initial: [Tensor]?
    if inputs.count > 1 {
      initial = try inputs.dropFirst().map { try numeric($0) }
    } else if stateful, let states {
      guard states.allSatisfy({ $0.shape[0] == batch }) else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (\(className)) is stateful and holds states of batch size \(states[0].shape[0]), but got a "
            + "batch of \(batch); call resetStates() between")
      }
      initial = states
    } else if startsFromZeros {
      initial = cell.stateSize.map { Tensor(zeros: [batch, $0]) }
    }
    if let initial { try check(states: initial, batch: batch) }
    let mask = try masks[0].map { try check(mask: $0, x) }

    cell.beginSequence(
      batchSize: batch, features: x.shape.dimensions.dropFirst(2).reduce(1, *), training: training)
    defer { cell.endSequence() }
    let (output, finalStates) = try runLoop(x, initial: initial, mask: mask, training: training)
    if stateful { states = finalStates.map(\.detached) }
    return returnState ? [output] + finalStates : [output]
  }

  /// Goes through the steps. Subclasses may replace it by one fused operation with the same numbers.
  ///
  /// - Parameter initial: nil for the cell's own initial states.
  func runLoop(
    _ x: Tensor, initial: [Tensor]?, mask: Tensor?, training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    try plainLoop(x, initial: initial, mask: mask, training: training)
  }

  private func check(states: [Tensor], batch: Int) throws {
    let expected = cell.stateSize.map { Shape([batch, $0]) }
    guard states.map(\.shape) == expected else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) needs states of the shapes \(expected.map(\.description)), got "
          + "\(states.map(\.shape.description))")
    }
  }

  private func check(mask: Tensor, _ x: Tensor) throws -> Tensor {
    guard mask.shape == [x.shape[0], x.shape[1]] else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) needs a mask of the shape \(Shape([x.shape[0], x.shape[1]])), got \(mask.shape)"
      )
    }
    return mask.dtype == .bool ? mask : cast(mask, .bool)
  }

  // Keras hands the mask that the sequences carry on to a call with the sequences alone. Where there are initial
  // states too, the loop sees a mask only if it is given in the call; the output carries on the sequences' all the same.
  override func automaticMasks(_ inputs: [Tensor]) -> [Tensor?] {
    inputs.count == 1 ? super.automaticMasks(inputs) : inputs.map { _ in nil }
  }

  override func treatsSamplesAlone(training: Bool) -> Bool {
    !stateful && cell.activityRegularizer == nil && super.treatsSamplesAlone(training: training)
      && cell.treatsSamplesAlone(training: training)
  }

  open override func computeMask(_ inputs: Tensor, mask: Tensor?) -> Tensor? {
    returnSequences ? mask : nil
  }

  open override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try computeOutputShape([inputShape])[0]
  }

  open override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    guard let shape = inputShapes.first, shape.count >= 3 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) expected an input [batch, time, features], got "
          + formatShape(inputShapes.first ?? []))
    }
    let states = inputShapes.dropFirst()
    let fits = zip(states, cell.stateSize).allSatisfy { state, size in
      state.count == 2 && (state[1] == nil || state[1] == size)
    }
    guard states.isEmpty || states.count == cell.stateSize.count && fits else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) needs initial states of the sizes \(cell.stateSize), got "
          + states.map(formatShape).joined(separator: ", "))
    }
    let output = returnSequences ? [shape[0], shape[1], cell.outputSize] : [shape[0], cell.outputSize]
    return [output] + (returnState ? cell.stateSize.map { [shape[0], $0] } : [])
  }

  open override func getConfig() -> Config {
    super.getConfig().merging(loopConfig) { $1 }.merging(cellConfig) { $1 }
  }

  /// The arguments of the loop, which all recurrent layers have.
  private var loopConfig: Config {
    [
      "return_sequences": .bool(returnSequences), "return_state": .bool(returnState),
      "go_backwards": .bool(goBackwards), "stateful": .bool(stateful), "unroll": .bool(unroll),
      "zero_output_for_mask": .bool(zeroOutputForMask),
    ]
  }

  /// The cell, or its arguments where it is the layer's own.
  var cellConfig: Config { ["cell": cell.serialized] }
}
