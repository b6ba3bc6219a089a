import HornTensor

/// Applies a layer to each time step by itself, with the same weights.
///
/// Input `[batch, time, …]` with at least three axes; output `[batch, time, …]` with what the layer makes of
/// `[batch, …]`. The mask (`[batch, time]`, or with more axes) goes on to the next layer, and step by step to the
/// inner one.
///
///     TimeDistributed(Dense(8))
///
/// Layers that treat each sample by itself are called once for all steps; the others once for each step, as in Keras.
public final class TimeDistributed: Wrapper, KerasSerializable {
  /// - Parameter layer: an activity regularizer of it has no effect, as in Keras; give it to this layer.
  public override init(
    _ layer: Layer, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    super.init(
      layer, name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    setUp()
  }

  public override init(config: ConfigReader) throws {
    try super.init(config: config)
    setUp()
  }

  private func setUp() {
    supportsMasking = true
    if layer.activityRegularizer != nil {
      printWarning(
        "Layer '\(name)' (of type TimeDistributed): the activity regularizer of its layer '\(layer.name)' has no "
          + "effect, as in Keras. Give it to the TimeDistributed layer instead.")
    }
  }

  /// The shape that the inner layer gets at each step.
  private func stepShape(_ shape: [Int?]) throws -> [Int?] {
    guard shape.count >= 3 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (TimeDistributed) expected an input [batch, time, …] of rank 3 or more, but its input has "
          + "the shape \(formatShape(shape))")
    }
    return [shape[0]] + shape.dropFirst(2)
  }

  public override func build(inputShape: [Int?]) throws {
    try super.build(inputShape: stepShape(inputShape))
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    let output = try layer.computeOutputShape(stepShape(inputShape))
    return [output.first ?? nil, inputShape[1]] + output.dropFirst()
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { layer.computeOutputDType(inputs) }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    let x = inputs.with(mask: nil)
    let step = try stepShape(x.shape.map(Optional.some))
    try layer.inputSpec?.check(step, layer: "\(name)/\(layer.name)")
    if let mask { try check(mask, x.shape) }
    if layer.treatsSamplesAlone(training: training) || x.shape[1] == 0 {
      return try callOnce(x, training: training, mask: mask)
    }
    let masks = mask.map { unstack($0, axis: 1) }
    let outputs = try unstack(x, axis: 1).enumerated().map { index, step in
      try output(for: step, training: training, mask: masks?[index])
    }
    return stack(outputs, axis: 1)
  }

  /// All steps of all samples as one batch.
  private func callOnce(_ x: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    let (batch, time) = (x.shape[0], x.shape[1])
    func joined(_ x: Tensor) -> Tensor { reshape(x, [batch * time] + x.shape.dimensions.dropFirst(2)) }
    let y = try output(for: joined(x), training: training, mask: mask.map(joined))
    return reshape(y, [batch, time] + y.shape.dimensions.dropFirst())
  }

  /// What the inner layer gives for samples `[samples, …]`, without a mask.
  private func output(for x: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    let outputs = try layer.call([x], training: training, masks: [mask])
    guard outputs.count == 1, outputs[0].shape.first == x.shape[0] else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (TimeDistributed): its layer \"\(layer.name)\" (\(layer.className)) must give one output "
          + "for each of \(x.shape[0]) samples, but gave \(outputs.map(\.shape.description).joined(separator: ", "))"
      )
    }
    return outputs[0].with(mask: nil)
  }

  private func check(_ mask: Tensor, _ shape: Shape) throws {
    guard mask.rank >= 2, mask.shape[0] == shape[0], mask.shape[1] == shape[1] else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (TimeDistributed) needs a mask that begins with \([shape[0], shape[1]] as Shape) as its "
          + "input \(shape) does, got one of the shape \(mask.shape)")
    }
  }

  override func treatsSamplesAlone(training: Bool) -> Bool { layer.treatsSamplesAlone(training: training) }
}
