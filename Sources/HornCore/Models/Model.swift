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
open class Model: Layer {
  /// What ``compile(optimizer:loss:metrics:weightedMetrics:)`` was given and what training keeps; nil before it.
  var compiled: CompiledState?

  /// Set to true (by a callback, say) to end training after the batch at hand.
  public var stopTraining = false

  /// What the last call of `fit` recorded, or has recorded so far; nil before.
  public internal(set) var history: History?

  /// The shape of the input that the model was built for (nil for an unknown length); nil before.
  public internal(set) var inputShape: [Int?]?

  /// The shape that the model gives (nil for an unknown length); nil where it is not known.
  open var outputShape: [Int?]? { nil }

  /// The names by which data for the inputs may be given; empty where the model has none.
  open var inputNames: [String] { [] }

  /// The names of the outputs, for losses and metrics by name; empty where the model has none.
  open var outputNames: [String] { [] }

  /// The optimizer; nil before ``compile(optimizer:loss:metrics:weightedMetrics:)``.
  public var optimizer: Optimizer? { compiled?.optimizer }

  /// The layers of which the model is made.
  open var layers: [Layer] { sublayers }

  /// The weights that training changes.
  public var trainableVariables: [Variable] { trainableWeights }

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
    try callWithoutTrace(on: Samples.rows(x, from: 0, count: count, order: nil))
    setPaths(prefix: name)
  }

  /// Calls the model so that its layers are built, and leaves states as they were.
  private func callWithoutTrace(on x: Tensor) throws {
    let fresh = flattenedLayers.compactMap { $0 as? RNN }.filter { $0.states == nil }
    defer { for layer in fresh { layer.resetStates() } }
    _ = try self(x)
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

  /// The layer at this place.
  ///
  /// - Throws: `HornError` where there is none.
  public func getLayer(index: Int) throws -> Layer {
    guard layers.indices.contains(index) else {
      throw HornError(.configuration, "model \"\(name)\" has \(layers.count) layers, so none at \(index)")
    }
    return layers[index]
  }

  /// The shape that each layer gives, for ``summary(lineLength:expandNested:showTrainable:printFn:)``; nil where it
  /// is not known.
  var layerOutputShapes: [[Int?]?] { layers.map(\.summarizedOutputShape) }
}
