import HornTensor

/// The base of layers that hold another and do more with it, such as ``TimeDistributed``.
///
/// As it is, it makes the inner layer's weights and writes it into configurations; a subclass says what a call does.
open class Wrapper: Layer {
  /// The layer inside.
  public let layer: Layer

  /// - Parameter layer: the layer to hold; it is used itself, not copied.
  public init(
    _ layer: Layer, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    self.layer = layer
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }

  /// Reads the inner layer from the argument `layer`.
  public override init(config: ConfigReader) throws {
    layer = try config.layer("layer")
    try super.init(config: config)
  }

  open override var sublayers: [Layer] { [layer] }

  open override func build(inputShape: [Int?]) throws { try layer.ensureBuilt(inputShape: inputShape) }

  open override func getConfig() -> Config {
    super.getConfig().merging(["layer": layer.serialized]) { $1 }
  }
}
