import HornTensor

/// The base of recurrent layers: goes through sequences with a cell.
///
/// Input `[batch, time, features]`; output `[batch, units]` of the last step, or `[batch, time, units]` with
/// `returnSequences`. Further inputs are the initial states; with `returnState` the final states are further outputs.
/// A step whose mask is false keeps the state and repeats the output before it.
open class RNN: Layer {
  public let cell: any RecurrentCell
  public let returnSequences: Bool
  public let returnState: Bool
  /// Whether the steps are taken from the end; the outputs come in the order in which they are made.
  public let goBackwards: Bool
  /// Whether the final states of a batch are the initial ones of the next.
  public let stateful: Bool
  /// Accepted for Keras's sake: there is no graph to unroll, and the numbers are the same.
  public let unroll: Bool
  /// Whether a masked step gives zeros instead of the output before it.
  public let zeroOutputForMask: Bool

  /// The states kept between batches; nil before the first one, and where the layer is not stateful.
  public private(set) var states: [Tensor]?

  public init(
    cell: any RecurrentCell, returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false, zeroOutputForMask: Bool = false,
    activityRegularizer: Regularizer? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32
  ) {
    self.cell = cell
    self.returnSequences = returnSequences
    self.returnState = returnState
    self.goBackwards = goBackwards
    self.stateful = stateful
    self.unroll = unroll
    self.zeroOutputForMask = zeroOutputForMask
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
    inputSpec = InputSpec(minNdim: 3)
  }

  /// Reads the arguments of the loop; those of the cell are the subclass's own.
  init(cell: any RecurrentCell, config: ConfigReader) throws {
    self.cell = cell
    returnSequences = try config.bool("return_sequences", default: false)
    returnState = try config.bool("return_state", default: false)
    goBackwards = try config.bool("go_backwards", default: false)
    stateful = try config.bool("stateful", default: false)
    unroll = try config.bool("unroll", default: false)
    zeroOutputForMask = try config.bool("zero_output_for_mask", default: false)
    try super.init(config: config)
    supportsMasking = true
    inputSpec = InputSpec(minNdim: 3)
  }

  open override var buildInputNames: [String] { ["sequences", "initial_state"] }

  open override func build(inputShape: [Int?]) throws {
    try cell.ensureBuilt(inputShape: [inputShape[0]] + inputShape.dropFirst(2))
  }

  /// Sets the states of a stateful layer to zeros.
  public func resetStates() { states = nil }

  /// Sets the states of a stateful layer; each `[batch, size]`.
  public func resetStates(_ states: [Tensor]) throws {
    guard stateful else {
      throw HornError(.state, "Layer \"\(name)\" (\(className)) keeps no states: stateful is false")
    }
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

  /// The loop made of the cell's steps.
  final func plainLoop(
    _ x: Tensor, initial: [Tensor]?, mask: Tensor?, training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    let (batch, time) = (x.shape[0], x.shape[1])
    var states = initial ?? cell.getInitialState(batchSize: batch)
    guard time > 0 else { return (try emptyOutput(batch: batch, states: states), states) }
    let steps = unstack(x, axis: 1)
    let masks = mask.map { unstack(expandDims($0, axis: -1), axis: 1) }
    var outputs: [Tensor] = []
    for index in goBackwards ? Array((0..<time).reversed()) : Array(0..<time) {
      var (output, next) = try cell.step(steps[index], states: states, training: training)
      if let step = masks?[index] {
        let skipped = zeroOutputForMask ? Tensor(zeros: output.shape) : states[0]
        output = `where`(step, output, skipped)
        next = zip(next, states).map { `where`(step, $0, $1) }
      }
      states = next
      if returnSequences { outputs.append(output) } else { outputs = [output] }
    }
    return (returnSequences ? stack(outputs, axis: 1) : outputs[0], states)
  }

  private func emptyOutput(batch: Int, states: [Tensor]) throws -> Tensor {
    guard returnSequences else {
      throw HornError(
        .shape, "Layer \"\(name)\" (\(className)) got sequences of no steps, which have no last output")
    }
    return Tensor(zeros: [batch, 0, cell.outputSize])
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
    let output = returnSequences ? [shape[0], shape[1], cell.outputSize] : [shape[0], cell.outputSize]
    return [output] + (returnState ? cell.stateSize.map { [shape[0], $0] } : [])
  }

  /// The arguments of the loop, which all recurrent layers have.
  var loopConfig: Config {
    [
      "return_sequences": .bool(returnSequences), "return_state": .bool(returnState),
      "go_backwards": .bool(goBackwards), "stateful": .bool(stateful), "unroll": .bool(unroll),
      "zero_output_for_mask": .bool(zeroOutputForMask),
    ]
  }
}
