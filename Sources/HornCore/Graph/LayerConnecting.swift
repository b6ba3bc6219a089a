import HornTensor

extension Layer {
  /// Calls the layer with symbolic tensors: checks and infers shapes, makes the weights, and notes the call.
  ///
  /// The forms `layer(x)` do the same and stop the program with a message where this one throws.
  ///
  /// - Parameters:
  ///   - masks: one for each input; nil takes those that the inputs carry.
  ///   - arguments: what else the layer takes in a call, under Keras's names.
  /// - Throws: `HornError` that names the layer, the shapes that came and those it takes.
  public func connected(
    to inputs: [SymbolicTensor], masks: [SymbolicTensor?]? = nil, arguments: Config = [:]
  ) throws -> [SymbolicTensor] {
    try connected(to: inputs, masks: masks, notedMask: nil, arguments: arguments)
  }

  /// - Parameter notedMask: the mask to write down for the call; nil for that of the first input.
  func connected(
    to inputs: [SymbolicTensor], masks: [SymbolicTensor?]?, notedMask: SymbolicTensor?, arguments: Config
  ) throws -> [SymbolicTensor] {
    guard !inputs.isEmpty else {
      throw HornError(.shape, "Layer \"\(name)\" (\(className)) was called without inputs")
    }
    let shapes = inputs.map(\.shape)
    try inputSpec?.check(shapes[0], layer: name)
    if !built {
      try ensureBuilt(inputShapes: shapes, arguments: arguments)
      setPaths(prefix: name)
    }
    let found = try inferOutputs(shapes, inputs.map(\.dtype), arguments: arguments)
    let node = GraphNode(
      layer: self, inputs: inputs, masks: masks, notedMask: notedMask, arguments: arguments,
      outputShapes: found.shapes,
      outputDTypes: found.dtypes,
      outputMasks: try symbolicMasks(inputs, masks: masks, outputCount: found.shapes.count))
    return node.outputs
  }

  /// The shapes and types of the outputs; where the layer cannot tell, two runs on zeros do.
  func inferOutputs(
    _ shapes: [[Int?]], _ dtypes: [DType], arguments: Config = [:]
  ) throws -> (shapes: [[Int?]], dtypes: [DType]) {
    let declared = try computeOutputShape(shapes, arguments: arguments)
    if let model = self as? Model, model.graph != nil || model is Sequential {
      return (declared, declared.map { _ in computeOutputDType(dtypes) })
    }
    let isKnown = LayerRegistry.isBuiltIn(Swift.type(of: self)) || !hasDefaultOutputShape
    guard !isKnown || flattenedLayers.contains(where: { !$0.built }) else {
      return (declared, declared.map { _ in computeOutputDType(dtypes) })
    }
    // Two runs tell which axes of the output depend on unknown ones of the input.
    let first = try trial(shapes, dtypes, length: 2, arguments)
    let second = try trial(shapes, dtypes, length: 3, arguments)
    let isSettled = isKnown || first.count != second.count
    let inferred = zip(first, second).map { a, b in zip(a.shape, b.shape).map { $0 == $1 ? $0 : nil } }
    return (isSettled ? declared : inferred, first.map(\.dtype))
  }

  /// Calls the layer on zeros, with this length for unknown ones, and leaves states as they were.
  private func trial(
    _ shapes: [[Int?]], _ dtypes: [DType], length: Int, _ arguments: Config
  ) throws -> [Tensor] {
    let fresh = flattenedLayers.compactMap { $0 as? RNN }.filter { $0.states == nil }
    defer { for layer in fresh { layer.forgetState() } }
    let zeros = try zip(shapes, dtypes).map { try trialZeros($0, $1, unknown: length) }
    return try self(zeros, arguments: arguments)
  }

  /// Which masks the outputs will carry.
  ///
  /// A layer whose mask comes from the values of its input has operations of its own for it; of all others, a trial
  /// with marked masks tells which of them they pass on.
  private func symbolicMasks(
    _ inputs: [SymbolicTensor], masks: [SymbolicTensor?]?, outputCount: Int
  ) throws -> [SymbolicMask] {
    var found = Array(repeating: SymbolicMask.none, count: outputCount)
    guard supportsMasking, !(self is OperationLayer) else { return found }
    if let own = try ownMask(inputs) {
      found[0] = .tensor(own)
      return found
    }
    let given =
      masks.map { $0.map { $0.map(SymbolicMask.tensor) ?? .none } } ?? inputs.map(\.mask)
    guard given.contains(where: { !$0.isNone }) else { return found }
    let zeros = try inputs.map { try trialZeros($0.shape, $0.dtype, unknown: 1) }
    let marks = zip(zeros, given).map { zero, mask in
      mask.isNone ? nil : Tensor(ones: Shape(Array(zero.shape.dimensions.prefix(2))), dtype: .bool)
    }
    for (index, mask) in computeMask(zeros, masks: marks).enumerated() where index < outputCount {
      guard let mask else { continue }
      let origin = marks.firstIndex { $0?.storage === mask.storage }
      found[index] = origin.map { given[$0] } ?? .computed
    }
    return found
  }

  /// The calls of this layer that a model still holds.
  var liveCalls: [GraphNode] { graphCalls.compactMap(\.node) }

  private func onlyCall() throws -> GraphNode {
    let live = liveCalls
    guard live.count == 1 else {
      throw HornError(
        .state,
        live.isEmpty
          ? "Layer \"\(name)\" (\(className)) is not part of a model whose inputs are known, so it has no symbolic input and output"
          : "Layer \"\(name)\" (\(className)) is called \(live.count) times, so it has no single input and output; take them from output(at:)"
      )
    }
    return live[0]
  }

  /// What the layer gives in the model that it is part of (its first output), for a model of intermediate outputs:
  ///
  ///     let features = try Model(inputs: model.inputs, outputs: model.getLayer("lstm").output)
  ///
  /// - Throws: `HornError` where the layer was not called with symbolic tensors, or several times.
  public var output: SymbolicTensor {
    get throws { try (self as? Model)?.outputs.first ?? onlyCall().outputs[0] }
  }

  /// All outputs of a layer that has several; see ``output``.
  public var outputTensors: [SymbolicTensor] {
    get throws {
      if let outputs = (self as? Model)?.outputs, !outputs.isEmpty { return outputs }
      return try onlyCall().outputs
    }
  }

  /// What the layer is called with (its first input) in the model that it is part of; see ``output``.
  public var input: SymbolicTensor {
    get throws { try (self as? Model)?.inputs.first ?? onlyCall().inputs[0] }
  }

  /// The first output of the call at this place, counted from 0, for a layer that is shared.
  ///
  /// - Throws: `HornError` where there is no such call.
  public func output(at call: Int) throws -> SymbolicTensor {
    let live = liveCalls
    guard live.indices.contains(call) else {
      throw HornError(.state, "Layer \"\(name)\" (\(className)) has \(live.count) calls, so none at \(call)")
    }
    return live[call].outputs[0]
  }
}
