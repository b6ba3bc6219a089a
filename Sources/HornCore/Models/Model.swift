import HornTensor

/// Layers that are trained together: `compile`, `fit`, `evaluate`, `predict`.
///
/// A subclass holds its layers in stored properties and overrides ``Layer/call(_:training:mask:)``:
///
///     final class Classifier: Model {
///       let embedding = Embedding(inputDim: 1000, outputDim: 16)
///       let pooling = GlobalAveragePooling1D()
///       let head = Dense(1, activation: .sigmoid)
///       override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
///         try head(pooling(embedding(inputs)))
///       }
///     }
///
/// Or it is made from the symbolic tensors at both ends:
///
///     let inputs = Input(shape: [nil, 8])
///     let model = Model(inputs: inputs, outputs: Dense(1)(LSTM(16)(inputs)))
open class Model: Layer {
  /// The calls between inputs and outputs of a model made from symbolic tensors; nil for other models.
  let graph: FunctionalGraph?

  public override init(
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    graph = nil
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }

  public override init(config: ConfigReader) throws {
    graph = nil
    try super.init(config: config)
  }

  /// A model of the layers between symbolic tensors.
  ///
  /// Inputs may also be intermediate tensors of another model; the layers and weights are then shared with it. A mistake
  /// stops the program with a message; ``connecting(inputs:outputs:name:trainable:)`` throws.
  ///
  /// - Parameters:
  ///   - inputs: a ``SymbolicTensor``, a list, or a dictionary by name.
  ///   - outputs: a ``SymbolicTensor``, a list, or a dictionary by name.
  ///   - name: nil makes one up: `functional`, `functional_1`, …
  ///   - trainable: whether training changes the weights; false is passed on to all layers.
  public init(
    inputs: some SymbolicStructure, outputs: some SymbolicStructure, name: String? = nil,
    trainable: Bool = true, file: StaticString = #fileID, line: UInt = #line
  ) {
    let isPlain = Self.self == Model.self
    let name =
      name ?? ObjectNames.next(for: isPlain ? "Functional" : Layer.kerasName(of: Self.self))
    do {
      graph = try FunctionalGraph(inputs: inputs.symbolicForm, outputs: outputs.symbolicForm, owner: name)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
    super.init(name: name)
    setUpGraph(trainable: trainable)
  }

  /// As ``init(inputs:outputs:name:trainable:file:line:)``, with an error where that stops the program.
  ///
  /// - Throws: `HornError` where an output depends on an input that is not given, an input stands twice, there is none or no
  ///   output, or two layers have one name.
  public static func connecting(
    inputs: some SymbolicStructure, outputs: some SymbolicStructure, name: String? = nil,
    trainable: Bool = true
  ) throws -> Model {
    let name = name ?? ObjectNames.next(for: "Functional")
    let graph = try FunctionalGraph(
      inputs: inputs.symbolicForm, outputs: outputs.symbolicForm, owner: name)
    let model = Model(graph: graph, name: name)
    if !trainable { model.trainable = false }
    return model
  }

  init(graph: FunctionalGraph, name: String) {
    self.graph = graph
    super.init(name: name)
    setUpGraph(trainable: true)
  }

  private func setUpGraph(trainable: Bool) {
    built = true
    inputShape = graph?.inputs.first?.shape
    if !trainable { self.trainable = false }
  }

  /// What `compile` was given and what training keeps; nil before it.
  var compiled: CompiledState?

  /// What steps look up, from the last one.
  var trainingStep: TrainStep?

  /// When all layers were found to be built; see `ensureReady`.
  var readySerial: UInt64 = 0

  /// What is measured: the mean loss, the metrics that `compile` was given and the means of the outputs' losses (after
  /// the first batch, which shows what `.accuracy` means), and metrics that the model or its layers hold in stored
  /// properties or add in a call. They are reset before each epoch and reported after each step.
  open var metrics: [Metric] { defaultMetrics }

  /// Forgets the batches that ``metrics`` were gathered from.
  open func resetMetrics() {
    for metric in metrics { metric.resetState() }
  }

  /// One step of training, which `fit` takes for each batch: it changes the weights, and gives what is shown and
  /// recorded.
  ///
  ///     override func trainStep(_ batch: TrainingBatch) throws -> Logs {
  ///       var yPred = Tensor(0)
  ///       let (loss, gradients) = try valueAndGradients(withRespectTo: trainableVariables) {
  ///         yPred = try self(batch.x, training: true)
  ///         return try computeLoss(x: batch.x, y: batch.y, yPred: yPred, sampleWeight: batch.sampleWeight)
  ///       }
  ///       try optimizer?.apply(gradients, to: trainableVariables)
  ///       try lossTracker?.updateState(loss, sampleWeight: Tensor(Float(batch.count)))
  ///       return try computeMetrics(x: batch.x, y: batch.y, yPred: yPred, sampleWeight: batch.sampleWeight)
  ///     }
  open func trainStep(_ batch: TrainingBatch) throws -> Logs { try defaultTrainStep(batch) }

  /// One step of evaluation; see ``trainStep(_:)``.
  open func testStep(_ batch: TrainingBatch) throws -> Logs { try defaultTestStep(batch) }

  /// One step of prediction, which `predict` takes for each batch: the outputs, in the model's order.
  open func predictStep(_ batch: TrainingBatch) throws -> [Tensor] { try self(batch.inputs) }

  /// The total loss of a batch: what `compile` was given, what layers added, and penalties on weights.
  ///
  /// The default of this form calls the form for one where there is one of each.
  ///
  /// - Parameters:
  ///   - y: the targets, one for each output, or for each output with a loss.
  ///   - sampleWeight: a weight or nil for each target, or nothing.
  ///   - training: whether it is a step of training; the default makes no use of it.
  /// - Throws: `HornError` where the targets do not fit the outputs, or there is no loss at all.
  open func computeLoss(
    x: [Tensor], y: [Tensor], yPred: [Tensor], sampleWeight: [Tensor?], training: Bool = true
  ) throws -> Tensor {
    guard x.count == 1, y.count <= 1, yPred.count == 1 else {
      return try defaultComputeLoss(y: y, yPred: yPred, sampleWeight: sampleWeight)
    }
    return try computeLoss(
      x: x[0], y: y.first, yPred: yPred[0], sampleWeight: sampleWeight.first ?? nil, training: training)
  }

  /// The total loss of a batch of a model with one input and one output.
  open func computeLoss(
    x: Tensor, y: Tensor?, yPred: Tensor, sampleWeight: Tensor?, training: Bool = true
  ) throws -> Tensor {
    try defaultComputeLoss(y: y.map { [$0] } ?? [], yPred: [yPred], sampleWeight: [sampleWeight])
  }

  /// Takes a batch into the metrics that `compile` was given; gives the values of all ``metrics``.
  ///
  /// The default of this form calls the form for one where there is one of each.
  open func computeMetrics(
    x: [Tensor], y: [Tensor], yPred: [Tensor], sampleWeight: [Tensor?]
  ) throws -> Logs {
    guard x.count == 1, y.count <= 1, yPred.count == 1 else {
      return try defaultComputeMetrics(y: y, yPred: yPred, sampleWeight: sampleWeight)
    }
    return try computeMetrics(
      x: x[0], y: y.first, yPred: yPred[0], sampleWeight: sampleWeight.first ?? nil)
  }

  /// Takes a batch of a model with one input and one output into the metrics; gives the values of all ``metrics``.
  open func computeMetrics(x: Tensor, y: Tensor?, yPred: Tensor, sampleWeight: Tensor?) throws -> Logs {
    try defaultComputeMetrics(y: y.map { [$0] } ?? [], yPred: [yPred], sampleWeight: [sampleWeight])
  }

  /// Set to true (by a callback, say) to end training after the batch at hand.
  public var stopTraining = false

  /// What the last call of `fit` recorded, or has recorded so far; nil before.
  public internal(set) var history: History?

  /// The shape of the input, of the first where there are several, that the model was built for; nil before.
  ///
  /// The batch stands in front; nil is an unknown length.
  public internal(set) var inputShape: [Int?]?

  /// The shape of the output, of the first where there are several; nil where it is not known.
  open var outputShape: [Int?]? { graph?.outputs[0].shape }

  /// The names by which data for the inputs may be given; empty where the model has none.
  open var inputNames: [String] { graph?.inputForm.names ?? [] }

  /// The names of the outputs, for losses and metrics by name; empty where the model has none.
  open var outputNames: [String] { graph?.outputForm.names ?? [] }

  /// The optimizer; nil before ``compile(optimizer:loss:lossWeights:metrics:weightedMetrics:file:line:)-(_,Loss?,_,_,_,_,_)``.
  public var optimizer: Optimizer? { compiled?.optimizer }

  /// The layers of which the model is made.
  open var layers: [Layer] { graph?.layers ?? sublayers }

  /// The weights that training changes.
  public var trainableVariables: [Variable] {
    if let trainingStep, trainingStep.isRunning { trainingStep.variables } else { trainableWeights }
  }

  /// The input as the model takes it; a ``Sequential`` adds or takes an axis of length 1, as Keras does.
  func fitting(_ x: Tensor) -> Tensor { x }

  /// Makes the weights for inputs like these, whatever the number of samples.
  ///
  /// Layers whose shapes only their model's `call` knows are built by calling it with as few samples as it takes.
  func ensureBuilt(batchOf x: Tensor) throws {
    if !built {
      try ensureBuilt(inputShape: [nil] + x.shape.dropFirst().map(Optional.some))
      inputShape = inputShape ?? [nil] + x.shape.dropFirst().map(Optional.some)
    }
    guard flattenedLayers.contains(where: { !$0.built }) else { return }
    let count = min(x.shape[0], (inputShape?.first ?? nil) ?? 1)
    try callWithoutTrace(on: [TrainingBatch.rows(x, from: 0, count: count, order: nil)])
    setPaths(prefix: name)
  }

  /// Calls the model so that its layers are built, and leaves states as they were.
  func callWithoutTrace(on inputs: [Tensor]) throws {
    let fresh = flattenedLayers.compactMap { $0 as? RNN }.filter { $0.states == nil }
    defer { for layer in fresh { layer.forgetState() } }
    let _: [Tensor] = try self(inputs)
  }

  override func treatsSamplesAlone(training: Bool) -> Bool {
    super.treatsSamplesAlone(training: training)
      && layers.allSatisfy {
        $0.activityRegularizer == nil && $0.treatsSamplesAlone(training: training)
      }
  }

  /// Sets the states of all stateful layers to zeros.
  public func resetStates() {
    for case let layer as RNN in flattenedLayers { layer.resetStates() }
  }

  /// The layer of this name.
  ///
  /// - Throws: `HornError` that lists the names.
  public func getLayer(_ name: String) throws -> Layer {
    guard let layer = layers.first(where: { $0.name == name }) else {
      throw HornError(
        .configuration,
        "no layer \"\(name)\" in model \"\(self.name)\"; its layers are \(layers.map(\.name).joined(separator: ", "))"
      )
    }
    return layer
  }

  /// The layer at this place of ``layers``, counted from 0.
  ///
  /// - Throws: `HornError` where there is none.
  public func getLayer(index: Int) throws -> Layer {
    guard layers.indices.contains(index) else {
      throw HornError(.configuration, "model \"\(name)\" has \(layers.count) layers, so none at \(index)")
    }
    return layers[index]
  }

  /// The symbolic tensors that the model starts from; empty where they are not known.
  open var inputs: [SymbolicTensor] { graph?.inputs ?? [] }

  /// The symbolic tensors that the model gives; empty where they are not known.
  open var outputs: [SymbolicTensor] { graph?.outputs ?? [] }

  open override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard graph != nil else { return try super.call(inputs, training: training, mask: mask) }
    return try call([inputs], training: training, masks: [mask])[0]
  }

  open override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    guard let graph else { return try super.call(inputs, training: training, masks: masks) }
    return try graph.run(inputs, training: training, masks: masks, owner: name)
  }

  open override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    guard let graph else { return try super.computeOutputShape(inputShapes) }
    guard inputShapes.count == graph.inputs.count else {
      throw HornError(
        .shape, "model \"\(name)\" takes \(graph.inputs.count) input(s), but \(inputShapes.count) were given")
    }
    return try graph.outputShapes(for: inputShapes)
  }

  open override func computeOutputDType(_ inputs: [DType]) -> DType {
    graph?.outputs[0].dtype ?? super.computeOutputDType(inputs)
  }

  open override func getConfig() -> Config {
    guard let graph else { return super.getConfig() }
    let config: Config = ["name": .string(name), "trainable": .bool(trainable)]
    return config.merging(graph.config()) { $1 }
  }

  open override var sublayers: [Layer] {
    guard let graph else { return super.sublayers }
    let known = Set(graph.operations.map(ObjectIdentifier.init))
    return graph.layers + super.sublayers.filter { !known.contains(ObjectIdentifier($0)) }
  }

  open override var className: String {
    type(of: self) == Model.self && graph != nil ? "Functional" : super.className
  }

}
