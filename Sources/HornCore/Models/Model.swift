import HornTensor

/// Layers that are trained together: `compile`, `fit`, `evaluate`, `predict`.
///
/// A subclass overrides ``Layer/call(_:training:mask:)`` and holds its layers in stored properties.
open class Model: Layer {
  /// What ``compile(optimizer:loss:metrics:weightedMetrics:)`` was given and what training keeps; nil before it.
  var compiled: CompiledState?

  /// Set to true (by a callback, say) to end training after the batch at hand.
  public var stopTraining = false

  /// The optimizer; nil before ``compile(optimizer:loss:metrics:weightedMetrics:)``.
  public var optimizer: Optimizer? { compiled?.optimizer }

  /// The layers of which the model is made.
  open var layers: [Layer] { sublayers }

  /// The weights that training changes.
  public var trainableVariables: [Variable] { trainableWeights }

  public override init(
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  /// Makes the weights for inputs like these, whatever the number of samples.
  func ensureBuilt(batchOf x: Tensor) throws {
    guard !built else { return }
    try ensureBuilt(inputShape: [nil] + x.shape.dropFirst().map(Optional.some))
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
  public func getLayer(index: Int) throws -> Layer {
    guard layers.indices.contains(index) else {
      throw HornError(.configuration, "model \"\(name)\" has \(layers.count) layers, so none at \(index)")
    }
    return layers[index]
  }

  /// The shape of the input that the model was built for (nil for an unknown length); nil before.
  var builtInputShape: [Int?]?

  /// The shapes that the layers give one after another, for ``summary()``; nil where they are not known.
  var summaryRows: [(layer: Layer, outputShape: [Int?]?)] {
    layers.map { ($0, nil) }
  }
}
