import HornTensor

/// The base of Keras's cells: a kernel for the inputs, one for the state, and a bias, each of so many gates.
///
/// Inputs `[batch, features]`, states and output `[batch, units]`. Called as a layer, it takes the input and the
/// states, and gives the output and the new states.
public class KernelCell: Layer, RecurrentCell, RecurrentOptionsOwner {
  public let options: RecurrentOptions
  /// How many times `units` the kernels are wide.
  let gates: Int
  let dropoutMasks: RecurrentDropout

  /// The weight `[features, gates · units]`, once the cell is built.
  public private(set) var kernel: Variable?
  /// The weight `[units, gates · units]`, once the cell is built.
  public private(set) var recurrentKernel: Variable?
  /// The weight `[gates · units]` (`[2, 3 · units]` of a ``GRUCell`` with `resetAfter`), once the cell is built, unless
  /// it has none.
  public private(set) var bias: Variable?

  /// - Parameter masks: how many dropout masks there are for the inputs and for the state.
  init(
    _ options: RecurrentOptions, gates: Int, masks: Int, name: String?, trainable: Bool, dtype: DType
  ) {
    self.options = options
    self.gates = gates
    dropoutMasks = RecurrentDropout(options, gates: gates, count: masks)
    super.init(name: name, trainable: trainable, dtype: dtype)
    stopUnlessFloat32()
    inputSpec = InputSpec(ndim: 2)
  }

  init(_ options: RecurrentOptions, gates: Int, masks: Int, config: ConfigReader) throws {
    self.options = options
    self.gates = gates
    dropoutMasks = RecurrentDropout(options, gates: gates, count: masks)
    _ = try config.float32()
    try super.init(config: config)
    inputSpec = InputSpec(ndim: 2)
  }

  public var stateSize: [Int] { [units] }
  public var outputSize: Int { units }

  /// The shape of the bias.
  var biasShape: [Int] { [gates * units] }
  /// How the bias gets its first values.
  var firstBias: Initializer { biasInitializer }

  public override func build(inputShape: [Int?]) throws {
    guard let features = inputShape.last ?? nil else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) needs a known length of its input's last axis, got \(formatShape(inputShape))"
      )
    }
    kernel = try addWeight(
      name: "kernel", shape: [features, gates * units], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    recurrentKernel = try addWeight(
      name: "recurrent_kernel", shape: [units, gates * units], initializer: recurrentInitializer,
      regularizer: recurrentRegularizer, constraint: recurrentConstraint)
    if useBias {
      bias = try addWeight(
        name: "bias", shape: biasShape, initializer: firstBias, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
    inputSpec = InputSpec(ndim: 2, axes: [-1: features])
  }

  public func step(
    _ inputs: Tensor, states: [Tensor], training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    programmingError("\(className) must override step(_:states:training:)")
  }

  /// The inputs' share of each gate, `[batch, units]` each, with the bias that is added to it.
  func inputGates(_ x: Tensor, kernel: Tensor, bias: Tensor?) -> [Tensor] {
    Self.gates(x, kernel, bias, dropoutMasks.inputs, gates)
  }

  /// The state's share of the first gates of a recurrent kernel, `[batch, units]` each.
  func stateGates(_ state: Tensor, recurrentKernel: Tensor, bias: Tensor?, count: Int) -> [Tensor] {
    Self.gates(state, recurrentKernel, bias, dropoutMasks.states, count)
  }

  private static func gates(
    _ x: Tensor, _ kernel: Tensor, _ bias: Tensor?, _ masks: [Tensor], _ count: Int
  ) -> [Tensor] {
    guard masks.count > 1 else {
      let projected = dense(masks.first.map { x * $0 } ?? x, kernel: kernel, bias: bias)
      return count == 1 ? [projected] : split(projected, count, axis: -1)
    }
    let kernels = split(kernel, count, axis: -1)
    let biases = bias.map { split($0, count, axis: -1) }
    return kernels.indices.map { dense(x * masks[$0], kernel: kernels[$0], bias: biases?[$0]) }
  }

  public override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    try callStep(inputs, training: training)
  }

  public override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    stepShapes(inputShapes.first)
  }

  public func getInitialState(batchSize: Int) -> [Tensor] {
    stateSize.map { Tensor(zeros: [batchSize, $0]) }
  }

  public func beginSequence(batchSize: Int, features: Int, training: Bool) {
    dropoutMasks.draw(batchSize: batchSize, features: features, units: units, training: training)
  }

  public func endSequence() { dropoutMasks.clear() }

  /// The inputs of a whole sequence (`[batch, time, features]`) after the dropout that each step and gate shares.
  func dropping(_ x: Tensor) -> Tensor {
    dropoutMasks.inputs.first.map { x * expandDims($0, axis: 1) } ?? x
  }

  /// Whether a fused operation can take the place of the steps: it knows neither masks by gate nor masks of the state.
  var isFusible: Bool {
    dropoutMasks.states.isEmpty && dropoutMasks.inputs.count <= 1 && activityRegularizer == nil
  }

  public override func getConfig() -> Config { super.getConfig().merging(cellConfig) { $1 } }

  /// The arguments that the layer and its cell share.
  var cellConfig: Config { options.config }
}
