import HornTensor

extension PreprocessingLayer {
  /// Learns from a data set whose elements are batches; only one must be in memory at a time.
  ///
  ///     try vectorizer.adapt(news.map(\.title).batch(256))
  ///
  /// - Parameter steps: the most batches to take; nil for all, which a data set without an end must not have.
  /// - Throws: `HornError` where the layer has nothing to learn, or a batch does not fit it; what the data set throws.
  public func adapt(_ data: Dataset<Tensor>, steps: Int? = nil) throws {
    if steps == nil, data.isInfinite {
      throw HornError(.value, "Layer \"\(name)\": adapt would never end: the data set has no end; give steps")
    }
    try adapt(batches: data.start(), steps: steps)
  }

  /// Learns from a data set of single strings or numbers, each a sample of its own: batches of them are `[samples, 1]`.
  ///
  /// - Parameter steps: the most elements to take; nil for all, which a data set without an end must not have.
  public func adapt<Sample: BatchableScalar>(_ data: Dataset<Sample>, steps: Int? = nil) throws {
    if let steps, steps < 1 {
      throw HornError(.value, "Layer \"\(name)\": adapt needs steps of at least 1, got \(steps)")
    }
    let batches = (steps.map { data.take($0) } ?? data).batch(1024)
    try adapt(batches.map { $0.viewed(as: [$0.elementCount, 1]) })
  }
}

extension Dataset where Element == Tensor {
  /// What a layer makes of each element, with what it has learnt by now.
  ///
  ///     let tokens = texts.batch(32).map(vectorizer)
  ///
  /// For pairs take the layer's ``PreprocessingLayer/function``: `map { text, label in (try vectorize(text), label) }`.
  public func map(_ layer: PreprocessingLayer) -> Dataset<Tensor> { map(layer.function) }
}
