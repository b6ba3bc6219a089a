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
/// Without an `Input` the weights are made when the first batch comes.
public final class Sequential: Model {
  private var stack: [Layer] = []

  /// The layers without the `Input`.
  public override var layers: [Layer] { stack.filter { !($0 is InputLayer) } }
  public override var sublayers: [Layer] { stack }

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
    guard let shape = builtInputShape ?? (stack.first as? InputLayer)?.batchShape else { return }
    do {
      built = false
      try ensureBuilt(inputShape: shape)
    } catch {
      stack.removeLast()
      throw error
    }
  }

  /// Takes the top layer off and returns it; nil where there is none.
  @discardableResult
  public func pop() -> Layer? {
    let layer = stack.popLast()
    if stack.isEmpty {
      built = false
      builtInputShape = nil
    }
    return layer
  }

  public override func build(inputShape: [Int?]) throws {
    var shape = inputShape
    for layer in stack where !(layer is InputLayer) {
      try layer.ensureBuilt(inputShape: shape)
      shape = try layer.computeOutputShape([shape])[0]
    }
    builtInputShape = inputShape
    setPaths(prefix: name)
  }

  /// Makes the weights for inputs of this shape (nil for an unknown length, such as the batch size).
  ///
  /// - Throws: `HornError` where the layers do not fit each other.
  public func build(_ inputShape: [Int?]) throws { try ensureBuilt(inputShape: inputShape) }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    var x = mask == nil ? inputs : inputs.with(mask: mask)
    for layer in stack { x = try layer(x, training: training) }
    return x
  }

  public override func computeMask(_ inputs: Tensor, mask: Tensor?) -> Tensor? { nil }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try layers.reduce(inputShape) { shape, layer in try layer.computeOutputShape([shape])[0] }
  }

  override var summaryRows: [(layer: Layer, outputShape: [Int?]?)] {
    var shape = builtInputShape.map { [nil] + $0.dropFirst() }
    return layers.map { layer in
      shape = shape.flatMap { try? layer.computeOutputShape([$0])[0] }
      return (layer, shape)
    }
  }
}

/// Collects the layers of a ``Sequential`` block.
@resultBuilder
public enum LayerBuilder {
  public static func buildExpression(_ layer: Layer) -> [Layer] { [layer] }
  public static func buildBlock(_ parts: [Layer]...) -> [Layer] { Array(parts.joined()) }
  public static func buildOptional(_ part: [Layer]?) -> [Layer] { part ?? [] }
  public static func buildEither(first part: [Layer]) -> [Layer] { part }
  public static func buildEither(second part: [Layer]) -> [Layer] { part }
  public static func buildArray(_ parts: [[Layer]]) -> [Layer] { Array(parts.joined()) }
}
