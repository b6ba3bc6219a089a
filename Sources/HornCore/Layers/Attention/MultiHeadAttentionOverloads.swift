import HornTensor

extension MultiHeadAttention {
  /// Attends from each query to the values.
  ///
  /// - Parameters:
  ///   - key: as long as the value; nil is the value.
  ///   - queryMask: `[batch, rows]`; nil is the query's own. It is passed on. (Keras 3.15 overlooks this argument
  ///     and takes the query's own in any case.)
  ///   - valueMask: `[batch, columns]`; nil is the value's own.
  ///   - keyMask: `[batch, columns]`; nil is the key's own.
  ///   - attentionMask: which keys each query may see: `[batch, rows, columns]`, or a shape that broadcasts to it.
  ///   - useCausalMask: whether a query sees only the keys up to its own place.
  /// - Returns: `[batch, rows, features]`, or what `outputShape` says behind the time.
  public func callAsFunction(
    _ query: Tensor, _ value: Tensor, key: Tensor? = nil, queryMask: Tensor? = nil,
    valueMask: Tensor? = nil, keyMask: Tensor? = nil, attentionMask: Tensor? = nil,
    training: Bool = false, useCausalMask: Bool = false
  ) throws -> Tensor {
    let named = Named(query, value, key, attentionMask)
    let outputs: [Tensor] = try callAsFunction(
      named.tensors, training: training, masks: named.masks(queryMask, valueMask, keyMask),
      arguments: named.arguments(returnsScores: false, isCausal: useCausalMask))
    return outputs[0]
  }

  /// The output, and the scores `[batch, heads, rows, columns]` that it is the mean of the values with.
  ///
  /// - Parameter returnAttentionScores: true; the form without it gives the output alone.
  public func callAsFunction(
    _ query: Tensor, _ value: Tensor, key: Tensor? = nil, queryMask: Tensor? = nil,
    valueMask: Tensor? = nil, keyMask: Tensor? = nil, attentionMask: Tensor? = nil,
    returnAttentionScores: Bool, training: Bool = false, useCausalMask: Bool = false,
    file: StaticString = #fileID, line: UInt = #line
  ) throws -> (Tensor, Tensor) {
    require(
      returnAttentionScores, "two results are taken, so returnAttentionScores must be true", file: file,
      line: line)
    let named = Named(query, value, key, attentionMask)
    let outputs: [Tensor] = try callAsFunction(
      named.tensors, training: training, masks: named.masks(queryMask, valueMask, keyMask),
      arguments: named.arguments(returnsScores: true, isCausal: useCausalMask))
    return (outputs[0], outputs[1])
  }

  /// Attends in the description of a model; masks of time steps are those that the inputs carry, or come by name.
  ///
  /// - Parameter attentionMask: which keys each query may see: `[batch, rows, columns]`.
  public func callAsFunction(
    _ query: SymbolicTensor, _ value: SymbolicTensor, key: SymbolicTensor? = nil,
    valueMask: SymbolicTensor? = nil, keyMask: SymbolicTensor? = nil,
    attentionMask: SymbolicTensor? = nil, useCausalMask: Bool = false, file: StaticString = #fileID,
    line: UInt = #line
  ) -> SymbolicTensor {
    let named = Named(query, value, key, attentionMask, valueMask: valueMask, keyMask: keyMask)
    return connect(
      to: named.tensors, named.arguments(returnsScores: false, isCausal: useCausalMask), file, line)[0]
  }

  /// Output and scores in the description of a model.
  ///
  /// - Parameter returnAttentionScores: true; the form without it gives the output alone.
  public func callAsFunction(
    _ query: SymbolicTensor, _ value: SymbolicTensor, key: SymbolicTensor? = nil,
    valueMask: SymbolicTensor? = nil, keyMask: SymbolicTensor? = nil,
    attentionMask: SymbolicTensor? = nil, returnAttentionScores: Bool, useCausalMask: Bool = false,
    file: StaticString = #fileID, line: UInt = #line
  ) -> (SymbolicTensor, SymbolicTensor) {
    require(
      returnAttentionScores, "two results are taken, so returnAttentionScores must be true", file: file,
      line: line)
    let named = Named(query, value, key, attentionMask, valueMask: valueMask, keyMask: keyMask)
    let outputs = connect(
      to: named.tensors, named.arguments(returnsScores: true, isCausal: useCausalMask), file, line)
    return (outputs[0], outputs[1])
  }
}

/// The inputs of a call with Keras's names for them.
private struct Named<T> {
  let tensors: [T]
  let names: [String]

  init(
    _ query: T, _ value: T, _ key: T?, _ attentionMask: T?, valueMask: T? = nil, keyMask: T? = nil
  ) {
    let all: [(String, T?)] = [
      ("query", query), ("value", value), ("key", key), ("value_mask", valueMask), ("key_mask", keyMask),
      ("attention_mask", attentionMask),
    ]
    let given = all.compactMap { name, tensor in tensor.map { (name, $0) } }
    names = given.map(\.0)
    tensors = given.map(\.1)
  }

  func arguments(returnsScores: Bool, isCausal: Bool) -> Config {
    AttentionCall.arguments(returnsScores: returnsScores, isCausal: isCausal, names: names)
  }
}

extension Named where T == Tensor {
  /// The masks of all inputs: those given, else those that the tensors carry.
  func masks(_ query: Tensor?, _ value: Tensor?, _ key: Tensor?) -> [Tensor?] {
    let given = ["query": query, "value": value, "key": key]
    return zip(names, tensors).map { name, tensor in
      if let mask = given[name] ?? nil { return mask }
      return tensor.mask
    }
  }
}
