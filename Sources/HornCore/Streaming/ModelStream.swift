import HornTensor

/// A model that takes one sequence step by step and remembers where it is; ``Model/stream()`` makes it.
///
///     let stream = try model.stream()
///     for token in sentence { probability = try stream.step(token: token)[0] }
///     stream.reset()
///
/// After each step the output is what `predict` would give for the steps so far: that of the last step, whether the
/// model returns sequences or not. A masked step (a token 0 behind `maskZero`, a row that `Masking` drops) leaves the
/// states as they are.
///
/// A stream is a snapshot: later training of the model does not change it. It computes as in inference, from states
/// of zeros, and may be used from any thread or task; steps that are taken at the same time wait for each other. The
/// forms ``step(_:into:)`` and ``step(token:into:)`` take no memory; the others make the array or tensor that they
/// return. (An activation of one's own is called on a tensor `[1, units]` and takes what it takes. A cell of one's own is
/// copied by way of its configuration, and its steps make the tensors that they make.)
public final class ModelStream: @unchecked Sendable {
  // Sendable: the steps are taken under the lock only, and nothing else holds their memory.

  /// Length of the row that a step takes; nil where it takes a token.
  public let inputSize: Int?
  /// Length of the output.
  public let outputSize: Int
  private let name: String
  private let chain: StreamChain
  private let lock = Lock()

  init(_ layers: [Layer], inputShape: [Int?], outputShape: [Int?], name: String) throws {
    guard inputShape.count == 2 || inputShape.count == 3 else {
      throw HornError(
        .shape,
        "model \"\(name)\" cannot be streamed: its input must be [batch, time] of tokens or [batch, time, features], "
          + "but it has the shape \(formatShape(inputShape))")
    }
    chain = try StreamChain(layers, place: StreamPlace(shape: inputShape, isSequence: true))
    guard let output = outputShape.last ?? nil else {
      throw HornError(.shape, "model \"\(name)\" cannot be streamed: the length of its output is not known")
    }
    inputSize = inputShape.count == 3 ? inputShape[2] : nil
    guard inputShape.count == 2 || inputSize ?? 0 > 0 else {
      throw HornError(
        .shape, "model \"\(name)\" cannot be streamed: the length of its input's rows is not known")
    }
    outputSize = output
    self.name = name
  }

  /// Takes a time step and writes the output; takes no memory.
  ///
  ///     var output = [Float](repeating: 0, count: stream.outputSize)
  ///     var target = output.mutableSpan
  ///     try stream.step(features.span, into: &target)
  ///
  /// - Parameters:
  ///   - input: ``inputSize`` numbers.
  ///   - output: memory for ``outputSize`` numbers.
  /// - Throws: `HornError` where the lengths differ, or the model takes tokens; then the states are as before.
  public func step(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws {
    try input.withUnsafeBufferPointer { input in
      try check(rowOf: input.count)
      try output.withUnsafeMutableBufferPointer { output in
        try take(StreamRow(values: input.baseAddress), output)
      }
    }
  }

  /// Takes a token and writes the output; takes no memory.
  ///
  /// - Parameter output: memory for ``outputSize`` numbers.
  /// - Throws: `HornError` where the vocabulary does not have the token, the length differs, or the model takes rows;
  ///   then the states are as before.
  public func step(token: Int, into output: inout MutableSpan<Float>) throws {
    guard inputSize == nil else {
      throw HornError(
        .shape, "stream of model \"\(name)\": a step takes \(inputSize ?? 0) numbers, not a token")
    }
    // One beyond the range of int32 is none of any vocabulary.
    let token = Int32(exactly: token) ?? -1
    try output.withUnsafeMutableBufferPointer { try take(StreamRow(values: nil, token: token), $0) }
  }

  /// Takes a time step of ``inputSize`` numbers and returns the output, ``outputSize`` numbers.
  public func step(_ input: [Float]) throws -> [Float] {
    var output = [Float](repeating: 0, count: outputSize)
    var target = output.mutableSpan
    try step(input.span, into: &target)
    return output
  }

  /// Takes a token and returns the output, ``outputSize`` numbers.
  public func step(token: Int) throws -> [Float] {
    var output = [Float](repeating: 0, count: outputSize)
    var target = output.mutableSpan
    try step(token: token, into: &target)
    return output
  }

  /// Takes a time step and returns the output `[outputSize]`.
  ///
  /// - Parameter input: `[inputSize]`, or a single token.
  public func step(_ input: Tensor) throws -> Tensor {
    if inputSize == nil {
      guard input.elementCount == 1, input.dtype != .string else {
        throw HornError(
          .shape,
          "stream of model \"\(name)\": a step takes one token, got a \(input.dtype) tensor of shape \(input.shape)"
        )
      }
      return Tensor(try step(token: input.ints[0]))
    }
    guard input.rank == 1, input.dtype != .string else {
      throw HornError(
        .shape,
        "stream of model \"\(name)\": a step takes a row of \(inputSize ?? 0) numbers, got a \(input.dtype) tensor of "
          + "shape \(input.shape)")
    }
    return Tensor(try step(input.floats))
  }

  /// Begins a new sequence: all states are zeros again.
  public func reset() { lock.withLock { chain.reset() } }

  private func check(rowOf count: Int) throws {
    guard let inputSize else {
      throw HornError(.shape, "stream of model \"\(name)\": a step takes a token; see step(token:)")
    }
    guard count == inputSize else {
      throw HornError(
        .shape, "stream of model \"\(name)\": a step takes \(inputSize) numbers, got \(count)")
    }
  }

  private func take(_ row: StreamRow, _ output: UnsafeMutableBufferPointer<Float>) throws {
    guard output.count == outputSize else {
      throw HornError(
        .shape,
        "stream of model \"\(name)\": the output has \(outputSize) numbers, but there is room for \(output.count)"
      )
    }
    try lock.withLock {
      guard let values = try chain.advance(row).values else { return }
      output.baseAddress?.update(from: values, count: outputSize)
    }
  }
}

extension Model {
  /// A handle that takes one sequence step by step, with the weights as they are now.
  ///
  /// - Returns: see ``ModelStream``.
  /// - Throws: `HornError` that names the first layer whose output does not follow step by step (`Bidirectional`,
  ///   pooling over time, convolutions, …) and says why, or where the model has no weights yet.
  public func stream() throws -> ModelStream {
    guard let stack = streamedLayers else {
      throw HornError(
        .configuration,
        "model \"\(name)\" (\(className)) cannot be streamed: its layers do not feed each other one by one, from one input "
          + "to one output")
    }
    guard built, let inputShape, let outputShape else {
      throw HornError(
        .state, "model \"\(name)\" has no weights yet: call it, or build(inputShape:), before stream()")
    }
    return try ModelStream(
      stack, inputShape: inputShape, outputShape: outputShape, name: name)
  }

  /// The layers from the input to the output, where each is fed by the one before it alone.
  private var streamedLayers: [Layer]? {
    if let sequential = self as? Sequential { return sequential.layers }
    guard let graph, graph.inputs.count == 1, graph.outputs.count == 1, graph.inputs[0].node.isInput else {
      return nil
    }
    var layers: [Layer] = []
    var tensor = graph.outputs[0]
    while !tensor.node.isInput {
      let node = tensor.node
      guard node.inputs.count == 1, tensor.index == 0, node.masks == nil, node.arguments.isEmpty else {
        return nil
      }
      layers.append(node.layer)
      tensor = node.inputs[0]
    }
    return tensor.key == graph.inputs[0].key ? layers.reversed() : nil
  }
}
