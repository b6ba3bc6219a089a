import HornKernels
import HornTensor

extension Layer {
  /// Calls the layer: checks the input, makes the weights at the first call, and carries the mask on.
  ///
  /// - Parameters:
  ///   - training: whether this is a step of training.
  ///   - mask: nil takes the mask that the input carries.
  /// - Throws: `HornError` where the input does not fit the layer.
  public func callAsFunction(_ inputs: Tensor, training: Bool = false, mask: Tensor? = nil) throws -> Tensor {
    horn_call_enter()
    defer { horn_call_leave() }
    let mask = mask ?? inputs.mask
    try prepare([inputs])
    let outputs = try call(inputs, training: training, mask: mask)
    if let activityRegularizer { try penalize(outputs, activityRegularizer) }
    guard supportsMasking else {
      if mask != nil, !(self is Model) { warnOfLostMask() }
      return outputs
    }
    guard outputs.mask == nil, let outputMask = computeMask(inputs, mask: mask) else { return outputs }
    return outputs.with(mask: outputMask)
  }

  /// Calls the layer with any number of inputs; see the form for one.
  ///
  /// - Parameters:
  ///   - masks: one for each input; nil takes those that the inputs carry (in a recurrent layer with initial states
  ///     none, as in Keras).
  ///   - arguments: what else the layer takes in a call, under Keras's names.
  @_disfavoredOverload
  public func callAsFunction(
    _ inputs: [Tensor], training: Bool = false, masks: [Tensor?]? = nil, arguments: Config = [:]
  ) throws -> [Tensor] {
    let given = masks
    let masks = given ?? inputs.map(\.mask)
    guard !inputs.isEmpty, masks.count == inputs.count else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" got \(inputs.count) inputs and \(masks.count) masks; it needs as many, and at least one"
      )
    }
    horn_call_enter()
    defer { horn_call_leave() }
    try prepare(inputs, arguments)
    let outputs = try call(
      inputs, training: training, masks: given ?? automaticMasks(inputs), arguments: arguments)
    if let activityRegularizer {
      for output in outputs { try penalize(output, activityRegularizer) }
    }
    guard supportsMasking else {
      if masks.contains(where: { $0 != nil }), !(self is Model) { warnOfLostMask() }
      return outputs
    }
    let outputMasks = computeMask(inputs, masks: masks)
    return outputs.enumerated().map { index, output in
      guard output.mask == nil, index < outputMasks.count, let mask = outputMasks[index] else {
        return output
      }
      return output.with(mask: mask)
    }
  }

  /// The first output of a layer that takes several inputs: `try Concatenate()([a, b])`.
  public func callAsFunction(
    _ inputs: [Tensor], training: Bool = false, masks: [Tensor?]? = nil, arguments: Config = [:]
  ) throws -> Tensor {
    let outputs: [Tensor] = try callAsFunction(
      inputs, training: training, masks: masks, arguments: arguments)
    guard let first = outputs.first else {
      throw HornError(.shape, "Layer \"\(name)\" (\(className)) gave no output")
    }
    return first
  }

  /// All outputs of a layer or model that has several.
  @_disfavoredOverload
  public func callAsFunction(
    _ inputs: Tensor, training: Bool = false, mask: Tensor? = nil
  ) throws -> [Tensor] {
    try callAsFunction([inputs], training: training, masks: mask.map { [$0] })
  }

  /// The first two outputs of a layer that has several: `let (output, state) = try rnn(x)`.
  @_disfavoredOverload
  public func callAsFunction(
    _ inputs: Tensor, training: Bool = false, mask: Tensor? = nil
  ) throws -> (Tensor, Tensor) {
    let outputs: [Tensor] = try callAsFunction(
      [inputs], training: training, masks: mask.map { [$0] })
    try expect(outputs, count: 2)
    return (outputs[0], outputs[1])
  }

  /// The three outputs of a layer that has as many: `let (sequence, h, c) = try lstm(x)`.
  @_disfavoredOverload
  public func callAsFunction(
    _ inputs: Tensor, training: Bool = false, mask: Tensor? = nil
  ) throws -> (Tensor, Tensor, Tensor) {
    let outputs: [Tensor] = try callAsFunction(
      [inputs], training: training, masks: mask.map { [$0] })
    try expect(outputs, count: 3)
    return (outputs[0], outputs[1], outputs[2])
  }

  func expect(_ outputs: [Tensor], count: Int) throws {
    guard outputs.count == count else {
      throw HornError(
        .shape, "Layer \"\(name)\" has \(outputs.count) output(s), but \(count) are taken; see returnState")
    }
  }

  private func prepare(_ inputs: [Tensor], _ arguments: Config = [:]) throws {
    if inputSpec == nil && built { return }
    if let first = inputs.first { try inputSpec?.check(first.shape.map(Optional.some), layer: name) }
    if !built {
      try ensureBuilt(inputShapes: inputs.map { $0.shape.map(Optional.some) }, arguments: arguments)
    }
  }

  func penalize(_ outputs: Tensor, _ regularizer: Regularizer) throws {
    guard outputs.dtype != .string else {
      throw HornError(
        .dtype,
        "Layer \"\(name)\" (\(className)) gives strings, on which there is no penalty; leave out activityRegularizer"
      )
    }
    let penalty = regularizer(outputs)
    let batch = outputs.shape.first ?? 1
    addLoss(batch > 0 ? penalty / Float(batch) : penalty)
  }

  private func warnOfLostMask() {
    guard !warnedOfMask else { return }
    warnedOfMask = true
    printWarning(
      "Layer '\(name)' (of type \(className)) was passed an input with a mask attached to it. However, this layer "
        + "does not support masking and will therefore destroy the mask information. Downstream layers will not see "
        + "the mask.")
  }
}
