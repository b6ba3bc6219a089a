import HornKernels
import HornTensor

/// A stack of layers, each fed by the one before it.
///
///     let model = Sequential([
///       Input(shape: [30], dtype: .int32),
///       Embedding(inputDim: 20_000, outputDim: 50),
///       SimpleRNN(5, activation: .relu),
///       Dense(1, activation: .sigmoid),
///     ])
///
/// Without an `Input` the weights are made when the first batch comes, or by ``build(inputShape:)``.
public final class Sequential: Model, KerasSerializable {
  private var stack: [Layer] = []
  /// The entry that Keras puts into the configuration of a model that was built without one.
  private var impliedInput: InputLayer?
  /// The type of the data, where no `Input` says it.
  private var dataType: DType?
  /// What each of ``layers`` gives.
  private var shapes: [[Int?]] = []
  /// The symbolic tensors from the input to the output; they hold the calls that ``Layer/output`` refers to.
  private var chain: [SymbolicTensor] = []

  /// The layers without the `Input`.
  public override var layers: [Layer] { stack.filter { !($0 is InputLayer) } }
  public override var sublayers: [Layer] { stack }
  public override var outputShape: [Int?]? { shapes.last }
  /// A stack of these layers; one that does not fit the one before it stops the program with a message.
  ///
  /// - Parameters:
  ///   - layers: from the first to the last.
  ///   - trainable: whether training changes the weights.
  ///   - name: nil makes one up: `sequential`, `sequential_1`, …
  public init(
    _ layers: [Layer] = [], trainable: Bool = true, name: String? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    super.init(name: name)
    for layer in layers { add(layer, file: file, line: line) }
    if !trainable { self.trainable = false }
  }

  /// The same, with the layers in a block, where `if` and `for` may stand.
  public convenience init(
    trainable: Bool = true, name: String? = nil, file: StaticString = #fileID, line: UInt = #line,
    @LayerBuilder layers: () -> [Layer]
  ) {
    self.init(layers(), trainable: trainable, name: name, file: file, line: line)
  }

  /// Reads Keras's form: the layers, and the shape that the model was built for.
  public override init(config: ConfigReader) throws {
    try super.init(config: config)
    guard case .array(let list)? = config.value("layers") else {
      throw HornError(.configuration, "Sequential \"\(name)\": layers must be a list of layers")
    }
    let shape = try config.optionalShape("build_input_shape")
    for (index, layer) in list.enumerated() {
      try ConfigPlace.at("layers[\(index)]") { try append(try Layer.fromConfig(layer)) }
    }
    if let shape, !built, !layers.isEmpty {
      try ConfigPlace.at("build_input_shape") { try ensureBuilt(inputShape: shape) }
    }
  }

  public override func getConfig() -> Config {
    var config = super.getConfig()
    let entry = impliedInput.map { [$0] } ?? []
    config["layers"] = .array((entry + stack).map(\.serialized))
    if let inputShape { config["build_input_shape"] = ConfigValue(shape: inputShape) }
    return config
  }

  /// Puts a layer on top.
  ///
  /// A layer that does not fit the one below stops the program with a message; see ``append(_:)``.
  public func add(_ layer: Layer, file: StaticString = #fileID, line: UInt = #line) {
    do {
      try append(layer)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// Puts a layer on top.
  ///
  /// - Throws: `HornError` where the layer does not fit the one below, or its name is taken.
  public func append(_ layer: Layer) throws {
    guard !stack.contains(where: { $0 === layer || $0.name == layer.name }) else {
      throw HornError(
        .configuration,
        "model \"\(name)\" already has a layer named \"\(layer.name)\"; layers of a Sequential need different names"
      )
    }
    if layer is InputLayer, !stack.isEmpty {
      throw HornError(.configuration, "model \"\(name)\": an Input must be the first layer")
    }
    stack.append(layer)
    horn_layers_changed()
    do {
      try rebuild()
    } catch {
      stack.removeLast()
      throw error
    }
  }

  /// Takes the top layer off and returns it; nil where there is none.
  @discardableResult
  public func pop() -> Layer? {
    guard let layer = stack.popLast() else { return nil }
    horn_layers_changed()
    if !shapes.isEmpty && !(layer is InputLayer) {
      shapes.removeLast()
      chain.removeLast()
    }
    if layers.isEmpty { forgetShapes() }
    return layer
  }

  private func forgetShapes() {
    built = false
    inputShape = nil
    impliedInput = nil
    shapes = []
    chain = []
    inputSpec = nil
  }

  /// Builds the layers anew where the shape of the input is known; those that have weights keep them.
  private func rebuild() throws {
    guard let shape = (stack.first as? InputLayer)?.batchShape ?? inputShape, !layers.isEmpty else { return }
    built = false
    try ensureBuilt(inputShape: shape)
  }

  /// Makes the weights for inputs of this shape (nil for an unknown length, such as the batch size).
  ///
  /// - Throws: `HornError` where the layers do not fit each other, or the shape does not fit the `Input`.
  public override func build(inputShape: [Int?]) throws {
    guard !layers.isEmpty else {
      throw HornError(.state, "model \"\(name)\" has no layers to build; add some first")
    }
    guard !inputShape.isEmpty, inputShape.allSatisfy({ ($0 ?? 0) >= 0 }) else {
      throw HornError(
        .shape,
        "model \"\(name)\" cannot be built for inputs of shape \(formatShape(inputShape)); the batch must be its first "
          + "axis, and lengths must be 0 or more, or nil for any")
    }
    let entry = stack.first as? InputLayer
    if let entry {
      try entry.inputSpec?.check(inputShape, layer: name)
      entry.built = true
    }
    let entryShape = entry?.batchShape ?? inputShape
    let start = entry ?? InputLayer(dtype: dataType ?? .float32, batchShape: entryShape)
    chain = [start.symbol]
    for layer in layers { chain.append(try layer.connected(to: [chain[chain.count - 1]])[0]) }
    shapes = chain.dropFirst().map(\.shape)
    self.inputShape = entryShape
    if entry == nil, impliedInput == nil {
      let dtype = (layers.first as? PreprocessingLayer)?.inputDType
      impliedInput = InputLayer(dtype: dtype, batchShape: entryShape)
    }
    built = true
    inputSpec = entry?.inputSpec
    setPaths(prefix: name)
  }

  override func fitting(_ x: Tensor) -> Tensor {
    guard let shape = (stack.first as? InputLayer)?.batchShape else { return x }
    if shape.count == x.rank + 1, shape.last == 1 { return x.viewed(as: Shape(x.shape.dimensions + [1])) }
    if shape.count == x.rank - 1, x.shape.last == 1 {
      return x.viewed(as: Shape(x.shape.dimensions.dropLast()))
    }
    return x
  }

  override func ensureBuilt(batchOf x: Tensor) throws {
    dataType = x.dtype
    try super.ensureBuilt(batchOf: x)
  }

  /// What the model starts from and gives, once the shape of its input is known.
  public override var inputs: [SymbolicTensor] { Array(chain.prefix(1)) }
  public override var outputs: [SymbolicTensor] { chain.count > 1 ? Array(chain.suffix(1)) : [] }
  public override var outputNames: [String] { layers.last.map { [$0.name] } ?? [] }
  public override var inputNames: [String] { chain.first.map { [$0.name] } ?? [] }

  public override func computeOutputDType(_ inputs: [DType]) -> DType {
    chain.last?.dtype ?? super.computeOutputDType(inputs)
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    var x = mask == nil ? inputs : inputs.with(mask: mask)
    for layer in stack { x = try layer(x, training: training) }
    return x
  }

  public override func computeMask(_ inputs: Tensor, mask: Tensor?) -> Tensor? { nil }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    if let known = shapes.last, let built = self.inputShape, built.dropFirst() == inputShape.dropFirst(),
      known.first == built.first
    {
      return [inputShape[0]] + known.dropFirst()
    }
    return try layers.reduce(inputShape) { shape, layer in try layer.computeOutputShape([shape])[0] }
  }
}
