import HornTensor

/// The base of the layers that turn raw data (texts, categories, unscaled numbers) into what a model computes with.
///
/// Many learn something from data before training, with ``adapt(_:)-(Tensor)`` or batch by batch:
///
///     let vectorizer = TextVectorization(maxTokens: 1000)
///     try vectorizer.adapt(reviews)
///     let x = try vectorizer(Tensor(reviews))
///
/// A layer is no value that other threads may use; ``function`` is: it does what the layer does at that moment.
open class PreprocessingLayer: Layer {
  /// What the layer does now, as a function that may be sent to other threads; later changes of the layer do not
  /// change it.
  ///
  ///     let dataset = texts.map(vectorizer.function)
  open var function: @Sendable (Tensor) throws -> Tensor {
    let name = self.name
    return { _ in
      throw HornError(.state, "Layer \"\(name)\" does not say what its function is; override function")
    }
  }

  /// The default applies ``function``.
  open override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try function(inputs)
  }

  /// Forgets what the layer has gathered from data; ``adapt(batches:steps:)-(()->Tensor?,_)`` begins with it.
  ///
  /// The default throws, for layers that have nothing to learn from data.
  open func resetState() throws {
    throw HornError(
      .state, "Layer \"\(name)\" (\(className)) has nothing to adapt to data; call it without adapt")
  }

  /// Gathers from one batch of data. The default does nothing.
  open func updateState(_ batch: Tensor) throws {}

  /// Takes up what was gathered since ``resetState()``. The default does nothing.
  open func finalizeState() throws {}

  /// Learns from all data at once: strings or numbers, `[samples]` or `[samples, …]`. What was learnt before is forgotten.
  ///
  /// - Throws: `HornError` where the layer has nothing to learn, or the data do not fit it.
  open func adapt(_ data: Tensor) throws {
    try resetState()
    try updateState(data)
    try finalizeState()
  }

  /// Learns from batches, of which only one must be in memory at a time.
  ///
  /// - Parameters:
  ///   - next: gives the next batch, nil at the end.
  ///   - steps: the most batches to take; nil for all.
  public func adapt(batches next: () throws -> Tensor?, steps: Int? = nil) throws {
    if let steps, steps < 1 {
      throw HornError(.value, "Layer \"\(name)\": adapt needs steps of at least 1, got \(steps)")
    }
    try resetState()
    var taken = 0
    while taken != steps, let batch = try next() {
      try updateState(batch)
      taken += 1
    }
    try finalizeState()
  }

  /// Learns from batches in a sequence; `steps` as with a closure.
  public func adapt(batches: some Sequence<Tensor>, steps: Int? = nil) throws {
    var iterator = batches.makeIterator()
    try adapt(batches: { iterator.next() }, steps: steps)
  }

  /// Learns from strings.
  public func adapt(_ data: [String]) throws { try adapt(Tensor(data)) }

  /// Learns from strings, which need not be valid UTF-8.
  public func adapt(_ data: ByteStrings) throws { try adapt(Tensor(data)) }

  /// Learns from integers.
  public func adapt(_ data: [Int]) throws { try adapt(Tensor(data)) }

  /// Learns from numbers.
  public func adapt(_ data: [Float]) throws { try adapt(Tensor(data)) }

  /// Learns from rows of numbers, which must have one length.
  public func adapt(_ data: [[Float]]) throws { try adapt(Tensor(data)) }

  /// What a model file holds of the layer besides weights and configuration: the bytes of files by name.
  package func saveAssets() -> [String: [UInt8]] { [:] }

  /// Takes up what ``saveAssets()`` gave.
  package func loadAssets(_ assets: [String: [UInt8]]) throws {}

  /// What Keras's files hold of the layer under names instead of among the weights.
  package func saveOwnVariables() -> [String: Tensor] { [:] }

  /// Takes up what ``saveOwnVariables()`` gave; before ``loadAssets(_:)``.
  package func loadOwnVariables(_ variables: [String: Tensor]) throws {}

  /// What brings the layer back to what it has learnt by now.
  package func wayBack() -> () -> Void { {} }

  /// The type of what the layer takes; models put it into the configuration of an `Input` that they make themselves.
  var inputDType: DType { .float32 }
}

extension Layer {
  /// The type of what a layer that stands before a model takes; nil for other layers.
  package var preprocessedDType: DType? { (self as? PreprocessingLayer)?.inputDType }
}
