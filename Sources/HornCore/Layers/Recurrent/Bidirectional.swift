import HornTensor

/// Goes through sequences with two recurrent layers, one from each end, and brings their outputs together.
///
/// Input `[batch, time, features]`; output `[batch, 2 * units]` with `.concat`, `[batch, units]` with the other modes,
/// with an axis for the time where the layer returns sequences; the backward direction's outputs are turned round, so
/// that each step has both directions' output at that step. Further inputs are the initial states, the forward
/// direction's first; with the layer's `returnState` the final states are further outputs in the same order.
///
///     Bidirectional(LSTM(64, returnSequences: true))
///     Bidirectional(GRU(32), mergeMode: .sum)
///
/// A masked step of a returned sequence is zeros, whatever the layer's `zeroOutputForMask`, as in Keras.
public final class Bidirectional: Layer, KerasSerializable {
  /// The layer of the forward direction: a copy of the given one, named `forward_…`.
  public let forwardLayer: RNN
  /// The layer of the backward direction: the given one, or a copy named `backward_…` that goes backwards.
  public let backwardLayer: RNN
  /// nil gives both outputs.
  public let mergeMode: MergeMode?
  /// Set once the layers have weights.
  private var initialWeights: [Tensor]?

  /// Whether the outputs of all steps are given, or the last one's of each direction.
  public var returnSequences: Bool { forwardLayer.returnSequences }
  /// Whether the final states of both directions are given too.
  public var returnState: Bool { forwardLayer.returnState }
  /// Whether the final states of a batch are the initial ones of the next.
  public var stateful: Bool { forwardLayer.stateful }

  /// - Parameters:
  ///   - layer: a recurrent layer, of which copies are made from its configuration: `forward_…` and `backward_…`.
  ///     Its weights are not taken over.
  ///   - mergeMode: nil gives the outputs of both directions.
  ///   - weights: what the weights start from: those of the forward layer, then those of the backward layer.
  ///   - backwardLayer: the layer for the backward direction, which is used itself; it must differ in `goBackwards`
  ///     and agree in what it returns and keeps. nil makes a copy of the first.
  public init(
    _ layer: RNN, mergeMode: MergeMode? = .concat, weights: [Tensor]? = nil, backwardLayer: RNN? = nil,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    do {
      let serialized = layer.serialized
      forwardLayer = try Self.direction("forward_", of: serialized)
      self.backwardLayer =
        try backwardLayer ?? Self.direction("backward_", of: serialized, goBackwards: true)
    } catch {
      programmingError("Bidirectional: \(error)", file: file, line: line)
    }
    self.mergeMode = mergeMode
    initialWeights = weights
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    do { try setUp() } catch { programmingError("\(error)", file: file, line: line) }
  }

  public override init(config: ConfigReader) throws {
    guard let forward = config.value("layer") else {
      throw HornError(.configuration, "\(config.owner): the layer layer is missing")
    }
    forwardLayer = try ConfigPlace.at("layer") { try Self.direction("forward_", of: forward) }
    if let backward = config.value("backward_layer") {
      backwardLayer = try ConfigPlace.at("backward_layer") { try Self.recurrent(Layer.fromConfig(backward)) }
    } else {
      backwardLayer = try Self.direction("backward_", of: forward, goBackwards: true)
    }
    let isUnmerged = config.value("merge_mode") == nil && config.config["merge_mode"] != nil
    mergeMode = isUnmerged ? nil : try config.choice("merge_mode", default: .concat)
    try super.init(config: config)
    try setUp()
  }

  private func setUp() throws {
    try verify()
    forwardLayer.zeroOutputForMask = returnSequences
    backwardLayer.zeroOutputForMask = returnSequences
    supportsMasking = true
    inputSpec = forwardLayer.inputSpec
  }

  /// A layer made from another's configuration, under its name with the prefix.
  private static func direction(
    _ prefix: String, of serialized: ConfigValue, goBackwards: Bool = false
  ) throws -> RNN {
    guard case .object(var object) = serialized, case .object(var config)? = object["config"] else {
      return try recurrent(Layer.fromConfig(serialized))
    }
    if case .string(let name)? = config["name"] {
      config["name"] = .string(name.hasPrefix(prefix) ? name : prefix + name)
    }
    if goBackwards { config["go_backwards"] = true }
    object["config"] = .object(config)
    // Both directions are layers of their own.
    object["shared_object_id"] = nil
    return try recurrent(Layer.fromConfig(.object(object)))
  }

  private static func recurrent(_ layer: Layer) throws -> RNN {
    guard let layer = layer as? RNN else {
      throw HornError(
        .configuration,
        "Bidirectional needs recurrent layers, but \"\(layer.name)\" is a \(layer.className)")
    }
    return layer
  }

  /// Throws unless the layers can be the two directions of one.
  private func verify() throws {
    func fail(_ what: String, _ forward: some Any, _ backward: some Any) -> HornError {
      HornError(
        .configuration,
        "Layer \"\(name)\" (Bidirectional): the forward layer \"\(forwardLayer.name)\" and the backward layer "
          + "\"\(backwardLayer.name)\" must \(what), but they have \(forward) and \(backward)")
    }
    let (forward, backward) = (forwardLayer, backwardLayer)
    guard forward !== backward, forward.goBackwards != backward.goBackwards else {
      throw fail("differ in goBackwards", forward.goBackwards, backward.goBackwards)
    }
    for (what, a, b) in [
      ("stateful", forward.stateful, backward.stateful),
      ("returnSequences", forward.returnSequences, backward.returnSequences),
      ("returnState", forward.returnState, backward.returnState),
    ] where a != b {
      throw fail("agree in \(what)", a, b)
    }
    let (units, backwardUnits) = (forward.cell.outputSize, backward.cell.outputSize)
    if let mergeMode, mergeMode != .concat, units != backwardUnits {
      throw fail("give outputs of one length for the merge mode \(mergeMode.rawValue)", units, backwardUnits)
    }
  }

  public override var sublayers: [Layer] { [forwardLayer, backwardLayer] }

  public override var buildInputNames: [String] { ["sequences", "initial_state"] }

  override var furtherInputGroups: [Int]? {
    guard let forward = forwardLayer.furtherInputGroups, let backward = backwardLayer.furtherInputGroups
    else {
      return nil
    }
    return forward + backward
  }

  public override func build(inputShape: [Int?]) throws {
    try forwardLayer.ensureBuilt(inputShape: inputShape)
    try backwardLayer.ensureBuilt(inputShape: inputShape)
    guard let values = initialWeights else { return }
    guard values.count % 2 == 0 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (Bidirectional): weights must be as many for each direction, got \(values.count)")
    }
    try forwardLayer.setWeights(Array(values.prefix(values.count / 2)))
    try backwardLayer.setWeights(Array(values.suffix(values.count / 2)))
    initialWeights = nil
  }

  /// The states kept between batches, the forward direction's first; nil where there are none.
  public var states: [Tensor]? {
    guard let forward = forwardLayer.states, let backward = backwardLayer.states else { return nil }
    return forward + backward
  }

  /// Sets the states of a stateful layer to zeros, in both directions.
  public func resetState() {
    forwardLayer.resetState()
    backwardLayer.resetState()
  }

  /// The same as ``resetState()``.
  public func resetStates() { resetState() }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try call([inputs], training: training, masks: [mask])[0]
  }

  public override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    let initial = try halves(inputs.dropFirst())
    let x = try numeric(inputs[0])
    let masks = [masks[0]] + initial.forward.map { _ in nil }
    let forward: [Tensor] = try forwardLayer(
      [x] + initial.forward, training: training, masks: masks)
    backwardLayer.givesTimeOrder = true
    defer { backwardLayer.givesTimeOrder = false }
    let backward: [Tensor] = try backwardLayer(
      [x] + initial.backward, training: training, masks: masks)
    let merged = merge(forward[0].with(mask: nil), backward[0].with(mask: nil))
    return merged + forward.dropFirst() + backward.dropFirst()
  }

  /// The initial states, or what is known of them, of each direction.
  private func halves<State>(_ states: ArraySlice<State>) throws -> (forward: [State], backward: [State]) {
    guard states.count % 2 == 0 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (Bidirectional) needs as many initial states for each direction, got \(states.count)"
      )
    }
    return (Array(states.prefix(states.count / 2)), Array(states.suffix(states.count / 2)))
  }

  private func merge(_ forward: Tensor, _ backward: Tensor) -> [Tensor] {
    // A backward layer that goes forwards, beside a forward layer that goes backwards, is turned round as in Keras.
    let isTurned = returnSequences && !backwardLayer.goBackwards
    if mergeMode == .concat, isTurned { return [joinedDirections(forward, backward)] }
    let backward = isTurned ? reversedSteps(backward) : backward
    switch mergeMode {
    case .concat: return [concatenate([forward, backward], axis: -1)]
    case .sum: return [forward + backward]
    case .ave: return [(forward + backward) / 2]
    case .mul: return [forward * backward]
    case nil: return [forward, backward]
    }
  }

  // As in a recurrent layer: where there are initial states, only a mask that is given in the call is used.
  override func automaticMasks(_ inputs: [Tensor]) -> [Tensor?] {
    inputs.count == 1 ? super.automaticMasks(inputs) : inputs.map { _ in nil }
  }

  /// A returned sequence has the input's mask; nothing else has one.
  public override func computeMask(_ inputs: [Tensor], masks: [Tensor?]) -> [Tensor?] {
    let mask = returnSequences ? masks.first ?? nil : nil
    return mergeMode == nil ? [mask, mask] : [mask]
  }

  public override func computeMask(_ inputs: Tensor, mask: Tensor?) -> Tensor? {
    returnSequences ? mask : nil
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try computeOutputShape([inputShape])[0]
  }

  public override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    guard let sequences = inputShapes.first else { return try forwardLayer.computeOutputShape(inputShapes) }
    let initial = try halves(inputShapes.dropFirst())
    let forward = try forwardLayer.computeOutputShape([sequences] + initial.forward)
    let backward = try backwardLayer.computeOutputShape([sequences] + initial.backward)
    let states = forward.dropFirst() + backward.dropFirst()
    guard let last = forward[0].last ?? nil, let backwardLast = backward[0].last ?? nil else {
      return [forward[0]] + states
    }
    switch mergeMode {
    case .concat: return [forward[0].dropLast() + [last + backwardLast]] + states
    case nil: return [forward[0], backward[0]] + states
    default: return [forward[0]] + states
    }
  }

  override func treatsSamplesAlone(training: Bool) -> Bool {
    [forwardLayer, backwardLayer].allSatisfy {
      $0.activityRegularizer == nil && $0.treatsSamplesAlone(training: training)
    }
  }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "merge_mode": ConfigValue(mergeMode?.rawValue), "layer": forwardLayer.serialized,
      "backward_layer": backwardLayer.serialized,
    ]) { $1 }
  }
}
