import HornKernels
import HornTensor

/// The base of all layers: a function of tensors with weights of its own.
///
/// A subclass makes its weights in ``build(inputShape:)`` with ``addWeight(name:shape:initializer:trainable:regularizer:constraint:)``
/// and computes in ``call(_:training:mask:)`` out of Horn's operations, which bring their gradients along.
///
///     final class Scale: Layer {
///       private var factor: Variable!
///       override func build(inputShape: [Int?]) throws {
///         factor = try addWeight(name: "factor", shape: [1], initializer: .ones)
///       }
///       override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
///         inputs * factor.value
///       }
///     }
///
/// Layers that it holds in stored properties (also in arrays) are found and count as its own.
open class Layer {
  /// The layer's name, unique in its model: given, or the class's in snake case, with a number from the second on.
  public let name: String
  /// The type of its weights and of what it computes in.
  public let dtype: DType
  /// Whether training changes its weights; setting it does the same to all layers inside.
  public var trainable: Bool {
    didSet {
      horn_layers_changed()
      for layer in sublayers { layer.trainable = trainable }
    }
  }
  /// Whether the weights exist; of a layer without weights, whether it knows the shape of its input.
  public package(set) var built = false
  /// The inputs' shapes that the weights were made for; empty before.
  package private(set) var builtShapes: [[Int?]] = []
  /// Their names, where the call gave them.
  package private(set) var builtInputNames: [String] = []
  /// The input's shape that the weights were made for, of the first where there are several.
  var builtShape: [Int?]? { builtShapes.first }
  /// Whether the layer passes a mask on, or makes use of one.
  public var supportsMasking = false
  /// What it demands of its first input; checked before each call.
  public var inputSpec: InputSpec?
  /// A penalty on the outputs that is added to the loss, divided by the batch size.
  public var activityRegularizer: Regularizer?

  /// The weights that ``addWeight(name:shape:initializer:trainable:regularizer:constraint:)`` made.
  var addedWeights: [Variable] = []
  /// What ``addLoss(_:)`` got in the outermost call of this serial number.
  var addedLosses: [Tensor] = []
  var lossSerial: UInt64 = 0
  /// What ``addMetric(_:name:)`` made.
  var addedMetrics: [Mean] = []
  var warnedOfMask = false
  /// Where the class stands in Python, as far as a configuration has said; nil for one that was made here.
  var pythonModule: String?
  /// The arguments that a configuration gave as integers.
  var givenIntegers: Config = [:]
  private var isForwarding = false
  /// The calls with symbolic tensors, which models hold.
  var graphCalls: [WeakNode] = []
  /// Whether the layer leaves it to ``Layer`` to say its output's shape.
  private(set) var hasDefaultOutputShape = false

  /// - Parameters:
  ///   - name: nil makes one up: `dense`, `dense_1`, …
  ///   - trainable: whether training changes the weights.
  ///   - dtype: float32; layers without arithmetic also take the other types.
  ///   - activityRegularizer: a penalty on the outputs that is added to the loss, divided by the batch size.
  public init(
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    self.name = name ?? ObjectNames.next(for: Layer.kerasName(of: Self.self))
    self.trainable = trainable
    self.dtype = dtype
    self.activityRegularizer = activityRegularizer
    horn_layers_changed()
  }

  /// Reads the arguments that all layers share: name, trainable, dtype and activity_regularizer.
  public init(config: ConfigReader) throws {
    name = try config.optionalString("name") ?? ObjectNames.next(for: Layer.kerasName(of: Self.self))
    trainable = try config.bool("trainable", default: true)
    dtype = try config.dtype()
    activityRegularizer = try config.optionalChoice("activity_regularizer")
    horn_layers_changed()
  }

  /// The class's name in configurations and summaries.
  open var className: String { Layer.kerasName(of: type(of: self)) }

  /// Makes the weights, once the shape of the input is known (nil for an unknown length).
  open func build(inputShape: [Int?]) throws {}

  /// Makes the weights of a layer with several inputs. The default calls the form for one with the first shape.
  open func build(inputShapes: [[Int?]]) throws {
    guard let first = inputShapes.first else {
      throw HornError(.shape, "Layer \"\(name)\" (\(className)) needs at least one input to be built for")
    }
    try build(inputShape: first)
  }

  /// Makes the weights of a layer for a call with arguments, some of which may say what the inputs are.
  ///
  /// The default calls the form for one input or that for several.
  open func build(inputShapes: [[Int?]], arguments: Config) throws {
    if inputShapes.count == 1 {
      try build(inputShape: inputShapes[0])
    } else {
      try build(inputShapes: inputShapes)
    }
  }

  /// Keras's names of the inputs where its `build` tells them apart, such as `["query", "value", "key"]`; the last one
  /// stands for all that follow. A single name says that the layer takes a list, even of one input.
  open var buildInputNames: [String] { [] }

  /// How many tensors are in each list where Keras nests the inputs after the first; nil for one list.
  var furtherInputGroups: [Int]? { nil }

  /// The layer's function of one input; of several, where only that form is overridden. The default throws.
  ///
  /// - Parameters:
  ///   - training: whether this is a step of training (dropout drops, say).
  ///   - mask: which time steps of the input count (`[batch, time]`), if it has a mask.
  open func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    // A layer may have the form for several inputs only; this is where the two defaults must not call each other for ever.
    guard !isForwarding else {
      throw HornError(
        .state,
        "Layer \"\(name)\" (\(className)) cannot be called with tensors: its class overrides no form of call")
    }
    isForwarding = true
    defer { isForwarding = false }
    let outputs = try call([inputs], training: training, masks: [mask])
    guard let first = outputs.first else {
      throw HornError(.shape, "Layer \"\(name)\" (\(className)) gave no output")
    }
    return first
  }

  /// The layer's function of any number of inputs and outputs. The default calls the form for one.
  open func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    guard inputs.count == 1 else {
      throw HornError(.shape, "Layer \"\(name)\" takes one input, but \(inputs.count) were given")
    }
    return [try call(inputs[0], training: training, mask: masks[0])]
  }

  /// The layer's function of inputs and of what else Keras takes in a call.
  ///
  /// - Parameter arguments: under Keras's names, such as `use_causal_mask`. The key `inputs` names the inputs of a
  ///   layer some of whose inputs may be left out. The default refuses any.
  open func call(
    _ inputs: [Tensor], training: Bool, masks: [Tensor?], arguments: Config
  ) throws -> [Tensor] {
    try refuse(arguments)
    return try call(inputs, training: training, masks: masks)
  }

  private func refuse(_ arguments: Config) throws {
    guard let first = arguments.keys.min() else { return }
    throw HornError(.configuration, "Layer \"\(name)\" (\(className)) takes no argument \(first) in a call")
  }

  /// The mask of the output. The default passes the input's on.
  open func computeMask(_ inputs: Tensor, mask: Tensor?) -> Tensor? { mask }

  /// The masks of all outputs. The default has one for the first output, from the first input's.
  open func computeMask(_ inputs: [Tensor], masks: [Tensor?]) -> [Tensor?] {
    guard let first = inputs.first else { return [] }
    return [computeMask(first, mask: masks.first ?? nil)]
  }

  /// The output's shape for an input's shape (nil for an unknown length).
  ///
  /// The default keeps it. What a layer of one's own without this method gives, a model finds out by calling it twice
  /// with zeros: axes that differ are unknown.
  open func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    hasDefaultOutputShape = true
    return inputShape
  }

  /// The shapes of all outputs for those of all inputs. The default calls the form for one.
  open func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    guard inputShapes.count == 1 else {
      throw HornError(.shape, "Layer \"\(name)\" takes one input, but \(inputShapes.count) were given")
    }
    return [try computeOutputShape(inputShapes[0])]
  }

  /// The mask that comes from the values of a symbolic input rather than from its mask; nil for none.
  func ownMask(_ inputs: [SymbolicTensor]) throws -> SymbolicTensor? { nil }

  /// The masks of a call with several inputs that gave none: those that the inputs carry, or nil for the layers that
  /// Keras leaves without. The masks of the outputs come from those that the inputs carry in either case.
  func automaticMasks(_ inputs: [Tensor]) -> [Tensor?] { inputs.map(\.mask) }

  /// The shapes of all outputs in a call with arguments. The default refuses any.
  open func computeOutputShape(_ inputShapes: [[Int?]], arguments: Config) throws -> [[Int?]] {
    try refuse(arguments)
    return try computeOutputShape(inputShapes)
  }

  /// The type of the outputs. The default is the layer's own where it has weights, else the first input's.
  open func computeOutputDType(_ inputs: [DType]) -> DType {
    weights.isEmpty ? inputs.first ?? dtype : dtype
  }

  /// Whether the layer's integers are int64 in Keras, for which Horn has int32.
  var standsForInt64: Bool { false }

  /// The arguments that make an equal layer, under Keras's names.
  open func getConfig() -> Config {
    var config: Config = [
      "name": .string(name), "trainable": .bool(trainable),
      "dtype": .serialized(
        module: "keras", className: "DTypePolicy", config: ["name": .string(dtype.rawValue)]),
    ]
    if let activityRegularizer { config["activity_regularizer"] = activityRegularizer.serialized }
    return config
  }

  /// The layers inside this one, in the order of its stored properties.
  open var sublayers: [Layer] { StoredObjects.layers(of: self) }

  /// Whether each sample's output depends on that sample alone and no loss is added, so that the samples of several
  /// calls may be given in one. The default says yes of Horn's own layers.
  func treatsSamplesAlone(training: Bool) -> Bool { LayerRegistry.isBuiltIn(type(of: self)) }

  /// Makes the weights unless they exist. Where that fails, there are none.
  package func ensureBuilt(inputShape: [Int?]) throws { try ensureBuilt(inputShapes: [inputShape]) }

  /// Makes the weights unless they exist. Where that fails, there are none.
  package func ensureBuilt(inputShapes: [[Int?]], arguments: Config = [:]) throws {
    guard !built else { return }
    if let inputSpec, let first = inputShapes.first { try inputSpec.check(first, layer: name) }
    do {
      try build(inputShapes: inputShapes, arguments: arguments)
    } catch {
      addedWeights.removeAll()
      built = false
      throw error
    }
    builtShapes = inputShapes
    if case .array(let names)? = arguments["inputs"] {
      builtInputNames = names.map { if case .string(let name) = $0 { name } else { "" } }
    }
    built = true
  }
}
